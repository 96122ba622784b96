"""The form of « Et si cette convention prenait fin le … ? »."""

from datetime import date
from typing import Any, Final

from django import forms

from conventions.forms.conventions import champ_date
from espace_partenaires.web.dates import date_simple
from espace_partenaires.web.formulaires import FormulairePortail

_ANNEES_AU_PLUS: Final = 10


class SimulationForm(FormulairePortail):
    """A last day to try; nothing is recorded."""

    dernier_jour = champ_date(
        "Dernier jour en vigueur", "Rien n’est enregistré : la page montre seulement les effets."
    )

    def __init__(self, *args: Any, aujourdhui: date, **kwargs: Any) -> None:
        """Take the day it is for the caisse: what has already served cannot be lost."""
        super().__init__(*args, **kwargs)
        self.aujourdhui = aujourdhui

    def clean_dernier_jour(self) -> date:
        """Refuse a past day, and one too far to mean anything."""
        jour: date = self.cleaned_data["dernier_jour"]
        dernier = date(self.aujourdhui.year + _ANNEES_AU_PLUS, 12, 31)
        if not self.aujourdhui <= jour <= dernier:
            raise forms.ValidationError(
                f"Choisissez un jour entre le {date_simple(self.aujourdhui)} et le {date_simple(dernier)}."
            )
        return jour
