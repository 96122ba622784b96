"""Forms about the use of a name, a logo or a study."""

from typing import Any

from django import forms

from conventions.enums import ObjetUsage, RegimeDiffusion, ReponseUsage
from conventions.forms.conventions import ChoixDePartie
from conventions.forms.fil import TexteLibre
from conventions.forms.partenaires import limiter
from conventions.models import Partie
from espace_partenaires.web.formulaires import FormulairePortail

LONGUEUR: int = 2_000
_REGIMES = {
    RegimeDiffusion.AUTORISATION: "Un nom, un logo ou une étude attend l’accord écrit de l’autre partie.",
    RegimeDiffusion.INFORMATION: (
        "Un nom ou un logo attend l’accord écrit de l’autre partie. "
        "Une étude se diffuse après une simple information, qui part dès l’envoi."
    ),
}


class DemandeUsageForm(FormulairePortail):
    """What a party wants to use, of whom, and how."""

    titulaire = ChoixDePartie(label="De quelle partie", queryset=Partie.objects.none(), empty_label="Choisir")
    objet = forms.ChoiceField(label="Quoi", choices=ObjetUsage.choices, widget=forms.RadioSelect)
    support = TexteLibre(
        label="Support et usage prévus",
        max_length=LONGUEUR,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Par exemple : affiche du forum des droits, de mars à mai, à l’accueil. Aucune donnée d’un assuré.",
    )

    def __init__(self, *args: Any, demandeuse: Partie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        convention = demandeuse.convention
        autres = convention.parties.exclude(pk=demandeuse.pk).select_related("caisse", "partenaire")
        limiter(self, "titulaire", autres.order_by("pk"))
        self.fields["objet"].help_text = _REGIMES[RegimeDiffusion(convention.diffusion_des_etudes)]

    def clean_objet(self) -> ObjetUsage:
        """Return the choice as the enum."""
        return ObjetUsage(self.cleaned_data["objet"])


class ReponseUsageForm(FormulairePortail):
    """An agreement, with conditions or not, or a refusal and why."""

    reponse = forms.ChoiceField(
        label="Votre réponse",
        choices=[(ReponseUsage.ACCORD.value, "Accord"), (ReponseUsage.REFUS.value, "Refus")],
        widget=forms.RadioSelect,
    )
    motif = TexteLibre(
        label="Conditions de l’accord, ou motif du refus",
        max_length=LONGUEUR,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le motif est nécessaire pour un refus. L’autre partie lit ce texte dans le portail.",
    )

    def clean_reponse(self) -> ReponseUsage:
        """Return the choice as the enum."""
        return ReponseUsage(self.cleaned_data["reponse"])
