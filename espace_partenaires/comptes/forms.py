"""Forms of accounts: thin."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from espace_partenaires.web.formulaires import FormulairePortail


class ActivationForm(FormulairePortail):
    """Choose a password; the rules are displayed on the page."""

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

    def clean_confirmation(self) -> str:
        """Refuse two different passwords."""
        confirmation: str = self.cleaned_data["confirmation"]
        if self.cleaned_data.get("mot_de_passe") not in (None, confirmation):
            raise forms.ValidationError("Les deux mots de passe ne sont pas les mêmes.")
        return confirmation

    @staticmethod
    def regles() -> list[str]:
        """Return the rules, as they are displayed."""
        return [str(regle) for regle in password_validators_help_texts()]


class AcceptationForm(FormulairePortail):
    """Accept the conditions of use."""

    accepter = forms.BooleanField(
        label="J’ai lu ces conditions et je les accepte",
        error_messages={"required": "Cochez la case pour accepter les conditions."},
    )
    numero = forms.CharField(widget=forms.HiddenInput)
