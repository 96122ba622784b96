"""Forms about avenants: what changes, who signs."""

from typing import Any

from django import forms

from conventions.enums import Evaluation, RythmeComite
from conventions.forms.conventions import ChoixDePartie, champ_date
from conventions.forms.engagements import champ_engagements
from conventions.forms.partenaires import limiter
from conventions.models import Avenant, Convention, Partie
from conventions.rules.avenants import BORNES, ENGAGEMENTS
from conventions.rules.termes import Valeur
from conventions.selectors_termes import termes_actuels, termes_modifiables
from espace_partenaires.web.formulaires import FormulairePortail

_LIBELLES = {
    "duree_mois": "Durée (mois)",
    "preavis_mois": "Préavis (mois)",
    "mise_en_demeure_jours": "Délai d’une mise en demeure (jours de calendrier)",
    "effectif_declare": "Nombre de membres déclaré",
    "comite": "Comité de pilotage",
    "evaluation": "Évaluation de la première année",
}
_AIDES = {"duree_mois": "Comptée depuis le début du terme en cours."}
_CHOIX = {"comite": RythmeComite.choices, "evaluation": Evaluation.choices}


class AvenantForm(FormulairePortail):
    """What an avenant changes; each term shows its value of today."""

    objet = forms.CharField(
        label="Objet de l’avenant",
        max_length=200,
        help_text="En quelques mots : « Durée portée à quatre ans ».",
    )
    texte = forms.CharField(
        label="Ce qui change, en toutes lettres",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce qui n’est pas un terme ci-dessous, ou une précision. Aucune donnée d’un assuré.",
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actuels = termes_actuels(convention)
        self.termes = termes_modifiables(convention)
        for terme in self.termes:
            self.fields[terme] = self._champ(terme, convention)

    def _champ(self, terme: str, convention: Convention) -> forms.Field:
        if terme == ENGAGEMENTS:
            champ: forms.Field = champ_engagements(convention)
        elif terme in _CHOIX:
            champ = forms.ChoiceField(label=_LIBELLES[terme], choices=_CHOIX[terme])
        else:
            bas, haut = BORNES[terme]
            champ = forms.IntegerField(
                label=_LIBELLES[terme],
                min_value=bas,
                max_value=haut,
                help_text=_AIDES.get(terme, ""),
                error_messages={"required": "Indiquez un nombre."},
            )
            champ.required = self.actuels[terme] is not None
        champ.initial = self.actuels[terme]
        return champ

    def modifications(self) -> dict[str, Valeur]:
        """Return the value asked for each term; a number left empty where there was none stays none."""
        demandees = {terme: self.cleaned_data[terme] for terme in self.termes}
        if ENGAGEMENTS in demandees:
            demandees[ENGAGEMENTS] = sorted(demandees[ENGAGEMENTS])
        return {
            terme: valeur
            for terme, valeur in demandees.items()
            if not (valeur is None and self.actuels[terme] is None)
        }


class SignatureAvenantForm(FormulairePortail):
    """The signature of an avenant by one party, as it stands on the paper."""

    partie = ChoixDePartie(label="Partie signataire", queryset=Partie.objects.none(), empty_label="Choisir")
    signee_le = champ_date("Date de signature", "Celle qui figure sur l’avenant.")
    representant = forms.CharField(label="Nom du signataire", max_length=120)
    qualite = forms.CharField(label="Qualité du signataire", max_length=120, required=False)

    def __init__(self, *args: Any, avenant: Avenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signees = avenant.signatures.values("partie")
        attendues = Partie.objects.filter(convention=avenant.convention_id).exclude(pk__in=signees)
        limiter(self, "partie", attendues.select_related("caisse", "partenaire").order_by("pk"))


class TermesForm(FormulairePortail):
    """The day whose terms are asked for."""

    le = champ_date("Termes en vigueur au")
