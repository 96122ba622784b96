"""Starting a demande: where the person lives, then which caisse, proposed and never guessed (DEM-04)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from conventions.departements import DEPARTEMENTS
from conventions.models import Caisse
from espace_partenaires.web.formulaires import FormulairePortail


class DepartementForm(FormulairePortail):
    """Where the person lives."""

    departement = forms.ChoiceField(
        label="Département de résidence",
        choices=[
            ("", "Choisir un département"),
            *((code, f"{nom} ({code})") for code, nom in DEPARTEMENTS.items()),
        ],
        error_messages={"required": "Choisissez le département où la personne réside."},
    )


class ChoixCaisseForm(FormulairePortail):
    """The caisse of the person; a single one is not asked.

    Args:
        caisses: those that opened the service to the structure, the proposed ones first.
        proposee: the one to propose, if there is no doubt.
        departement: where the person lives, when it was asked.
    """

    departement = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    caisse = forms.ChoiceField(
        label="Caisse de la personne",
        choices=[],
        widget=forms.RadioSelect,
        help_text="Celle qui la rembourse. Son nom est sur l’attestation de droits.",
        error_messages={"required": "Choisissez la caisse de la personne."},
    )

    def __init__(
        self,
        *args: Any,
        caisses: Sequence[Caisse],
        proposee: Caisse | None = None,
        departement: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["caisse"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [(str(caisse.cle), caisse.libelle) for caisse in caisses]
        self.caisses = {str(caisse.cle): caisse for caisse in caisses}
        seule = caisses[0] if len(caisses) == 1 else proposee
        champ.initial = str(seule.cle) if seule else None
        self.fields["departement"].initial = departement

    def choisie(self) -> Caisse:
        """Return the caisse chosen."""
        return self.caisses[self.cleaned_data["caisse"]]
