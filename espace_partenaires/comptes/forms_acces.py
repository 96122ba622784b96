"""Forms of whoever cannot sign in: thin."""

from django import forms

from espace_partenaires.conservation.garde import ressemble_a_un_nir
from espace_partenaires.web.formulaires import FormulairePortail

LONGUEUR_D_UN_COURRIEL = 254
LONGUEUR_D_UN_IDENTIFIANT = 60


class IdentifiantOublieForm(FormulairePortail):
    """The address to which the identifiers are sent."""

    saisie = forms.EmailField(
        label="Votre courriel professionnel",
        help_text="Celui qui a reçu l’invitation à ouvrir votre compte.",
        max_length=LONGUEUR_D_UN_COURRIEL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Écrivez une adresse complète, par exemple prenom.nom@structure.fr."},
    )


class MotDePasseOublieForm(FormulairePortail):
    """The account whose password is lost."""

    saisie = forms.CharField(
        label="Votre identifiant",
        help_text="Par exemple g-0000-nom ou t-0000-nom. Le lien part à l’adresse de ce compte.",
        max_length=LONGUEUR_D_UN_IDENTIFIANT,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_saisie(self) -> str:
        """Refuse what is not an identifier, before anything is stored."""
        saisie: str = self.cleaned_data["saisie"].lower()
        if "@" in saisie:
            raise forms.ValidationError(
                "C’est une adresse. Écrivez votre identifiant ; vous l’avez oublié ? Demandez-le d’abord par courriel."
            )
        if ressemble_a_un_nir(saisie):
            raise forms.ValidationError(
                "N’écrivez jamais ici un numéro de sécurité sociale. Votre identifiant ressemble à t-0000-nom."
            )
        return saisie


class ChangementDeCompteForm(FormulairePortail):
    """The other account of the same person."""

    cle = forms.UUIDField(widget=forms.HiddenInput)
