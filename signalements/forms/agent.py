"""Forms of the agents: find by reference."""

import re
from collections.abc import Iterable
from typing import Final

from django import forms

from espace_partenaires.web.formulaires import FormulairePortail

_ENTIERE: Final = re.compile(r"\d{4}-[0-9A-Z]{3}-[0-9A-Z]{6}")
_FIN: Final = re.compile(r"[0-9A-Z]{6}")
_ANNEES: Final = 4


class RechercheForm(FormulairePortail):
    """Find a demande: its reference is the only thing that is searched."""

    reference = forms.CharField(
        label="Référence de la demande",
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "saisie",
                "placeholder": "Référence ( / )",
                "autocomplete": "off",
            }
        ),
        error_messages={
            "required": "Écrivez la référence d’une demande, ou ses six derniers caractères.",
            "max_length": "Cherchez par la référence d’une demande : elle ressemble à 2026-691-K4T8QX.",
        },
    )

    def clean_reference(self) -> str:
        """Accept a reference, or its end, however it was typed; anything else is not repeated."""
        reference = re.sub(r"\s", "", self.cleaned_data["reference"]).upper()
        if _ENTIERE.fullmatch(reference) or _FIN.fullmatch(reference):
            return reference
        raise forms.ValidationError(
            "Cherchez par la référence d’une demande : elle ressemble à 2026-691-K4T8QX, ses six derniers "
            "caractères suffisent."
        )

    def references(self, codes: Iterable[str], annee: int) -> list[str]:
        """Return the whole references meant: the end of one is completed by the last years and these caisses.

        Args:
            codes: codes of the caisses of the reader.
            annee: the current year.
        """
        reference = self.cleaned_data["reference"]
        if _ENTIERE.fullmatch(reference):
            return [reference]
        return [f"{annee - recul}-{code}-{reference}" for recul in range(_ANNEES) for code in codes]
