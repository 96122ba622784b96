"""The form of an attestation of destruction: by the partenaire through its link, by the caisse from a paper."""

from typing import Any

from django import forms

from conventions.forms.conventions import champ_date
from espace_partenaires.web.formulaires import FormulairePortail


class AttestationPapierForm(FormulairePortail):
    """Who attested, and of which day."""

    nom = forms.CharField(label="Nom et prénom de la personne qui atteste", max_length=120)
    qualite = forms.CharField(
        label="Qualité",
        max_length=120,
        help_text="Par exemple : directrice, délégué à la protection des données.",
    )
    detruites_le = champ_date("Date de la destruction", "Le jour où les dernières données ont été détruites.")


class AttestationForm(AttestationPapierForm):
    """What the partenaire signs."""

    certifie = forms.BooleanField(label="", error_messages={"required": "Cochez la case pour attester."})

    def __init__(self, *args: Any, texte: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certifie"].label = texte
