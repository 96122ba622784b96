"""Choosing the passage to mask, and why."""

from typing import Any

from django import forms

from espace_partenaires.web.formulaires import FormulairePortail
from signalements.enums.textes import RaisonMasquage


class MasquageForm(FormulairePortail):
    """The passage as it is written, and a coded reason; shown again on the page that confirms, hidden."""

    passage = forms.CharField(
        label="Passage à masquer",
        help_text="Copiez-le depuis le texte ci-dessus et collez-le ici, sans rien ajouter. "
        "S’il revient plusieurs fois, il est masqué partout.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": "Copiez ici le passage à masquer, tel qu’il est écrit."},
    )
    raison = forms.ChoiceField(
        label="Pourquoi le masquer", choices=RaisonMasquage.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, a_confirmer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if a_confirmer:
            for champ in self.fields.values():
                champ.widget = forms.HiddenInput()
