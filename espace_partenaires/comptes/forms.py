"""Forms of accounts: thin."""

from typing import Any

from django import forms

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.mots_de_passe import RegleAffichee, mots_a_eviter, regles_affichees
from espace_partenaires.web.formulaires import FormulairePortail


class ActivationForm(FormulairePortail):
    """Choose a password; the rules are displayed on the page.

    Args:
        compte: the account behind the link.
    """

    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=256,
    )
    confirmation = forms.CharField(
        label="Le même, une seconde fois",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=256,
    )

    def __init__(self, *arguments: Any, compte: Utilisateur, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.compte = compte

    def clean_confirmation(self) -> str:
        """Refuse two different passwords."""
        confirmation: str = self.cleaned_data["confirmation"]
        if self.cleaned_data.get("mot_de_passe") not in (None, confirmation):
            raise forms.ValidationError("Les deux mots de passe ne sont pas les mêmes.")
        return confirmation

    @staticmethod
    def regles() -> list[RegleAffichee]:
        """Return the rules, as they are displayed."""
        return regles_affichees()

    def mots_a_eviter(self) -> str:
        """Return the words the page may warn of while the person types."""
        return mots_a_eviter(self.compte)


class AcceptationForm(FormulairePortail):
    """Accept the conditions of use."""

    accepter = forms.BooleanField(
        label="J’ai lu ces conditions et je les accepte",
        error_messages={"required": "Cochez la case pour accepter les conditions."},
    )
    numero = forms.CharField(widget=forms.HiddenInput)
