"""Contacts by volet."""

import re
from typing import Any, Final

from django import forms

from conventions.enums import Volet
from espace_partenaires.web.formulaires import FormulairePortail

_TELEPHONE: Final = re.compile(r"\+?[\d .()-]{4,20}")


class ChampTelephone(forms.CharField):
    """A phone number as people write it."""

    default_error_messages = {
        "forme": "Écrivez le numéro en chiffres, par exemple « 04 00 00 00 00 » ou « 36 46 »."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value: Any) -> str:
        """Return the number, or refuse what is none."""
        numero = str(super().clean(value))
        if numero and not _TELEPHONE.fullmatch(numero):
            raise forms.ValidationError(self.error_messages["forme"], code="forme")
        return numero


class InterlocuteurForm(FormulairePortail):
    """One contact."""

    volet = forms.ChoiceField(label="Pour quelles questions", choices=[("", "Choisir"), *Volet.choices])
    nom = forms.CharField(label="Nom de la personne ou de l’équipe", max_length=120)
    fonction = forms.CharField(label="Fonction", max_length=120, required=False)
    courriel = forms.EmailField(
        label="Courriel professionnel",
        required=False,
        help_text="Indiquez au moins un courriel ou un téléphone.",
    )
    telephone = ChampTelephone(
        label="Téléphone", required=False, help_text="Pour ce que le portail ne sait pas traiter."
    )
    rang = forms.IntegerField(
        label="Rang",
        min_value=1,
        max_value=99,
        initial=1,
        help_text="La personne de rang 1 est appelée d’abord.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one way at least to reach the person."""
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        fautifs = {"courriel", "telephone"} & set(self.errors)
        if not fautifs and not lues.get("courriel") and not lues.get("telephone"):
            self.add_error("courriel", "Indiquez au moins un courriel ou un téléphone.")
        return lues
