"""The end of an account, and what changes of it."""

from datetime import date
from typing import Any

from django import forms

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.forms.comptes import IdentiteForm, pas_dans_le_futur
from habilitations.models import Habilitation
from habilitations.rules.fins import motifs_proposes
from habilitations.services.inactivations import LONGUEUR_PRECISION
from habilitations.services.modifications import CHAMPS_DU_COMPTE, FORMATION


class GelForm(FormulairePortail):
    """What was found, when an account is closed at once."""

    precision = forms.CharField(
        label="Ce qui a été constaté",
        max_length=LONGUEUR_PRECISION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La structure et la caisse le lisent ; ce texte est effacé avec le compte. Aucune donnée d’un assuré.",
    )

    def montrer_refus(self, refus: RegleMetierRefusee) -> None:
        """Show a refusal beside the field it is about; what was typed stays."""
        champ = {"nir": "precision"}.get(refus.code, refus.code)
        self.add_error(champ if champ in self.fields else None, refus.message)


class InactivationForm(GelForm):
    """Why an account is inactivated: one of the coded reasons, and some words."""

    motif = forms.ChoiceField(label="Raison", widget=forms.RadioSelect)
    field_order = ("motif", "precision")

    def __init__(self, *args: Any, profil: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = self.fields["motif"]
        if isinstance(choix, forms.ChoiceField):
            choix.choices = [(motif.value, motif.label) for motif in motifs_proposes(profil)]
        self.fields["precision"].label = "Précision"
        self.fields["precision"].help_text = (
            "Nécessaire avec « Autre raison ». La structure et la caisse la lisent ; elle est effacée avec le compte. "
            "Aucune donnée d’un assuré."
        )


class ModificationForm(IdentiteForm):
    """The coordinates of an account, as they are."""

    def __init__(self, *args: Any, habilitation: Habilitation, **kwargs: Any) -> None:
        compte = habilitation.utilisateur
        initial: dict[str, object] = {champ: getattr(compte, champ) for champ in CHAMPS_DU_COMPTE}
        initial[FORMATION] = habilitation.formation_detection_le
        super().__init__(*args, initial=initial, **kwargs)
        self.fields[
            "courriel"
        ].help_text = "L’adresse nominative donnée par la structure. Si elle change, un message part à l’ancienne et à la nouvelle."
        if habilitation.profil == Profil.TECHNICIEN:
            self.fields[FORMATION] = forms.DateField(
                label="Formation à la détection suivie le",
                required=False,
                # The value of a date input is an ISO date, whatever the language.
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    def clean_formation_detection_le(self) -> date | None:
        """Refuse a training that has not happened."""
        return pas_dans_le_futur(self.cleaned_data[FORMATION])

    def champs(self) -> dict[str, str]:
        """Return the fields as ``modifier_compte`` takes them."""
        textes = {champ: str(self.cleaned_data[champ]) for champ in CHAMPS_DU_COMPTE}
        if FORMATION in self.fields:
            jour = self.cleaned_data[FORMATION]
            textes[FORMATION] = jour.isoformat() if jour else ""
        return textes
