"""What is asked to open an account, in one column and in plain words."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.formulaires import FormulairePortail

# Beside which field a refusal is shown; elsewhere it comes above the form.
CHAMPS_DES_REFUS = {
    "certifications": "certifications",
    "deja_un_compte": "courriel",
    "courriel_grand_public": "courriel",
    "courriel_hors_domaine": "courriel",
    "courriel_sans_domaine": "courriel",
    "courriel_invalide": "courriel",
    "roles": "roles",
}


class IdentiteForm(FormulairePortail):
    """The person behind the account (HAB-04 lists the same fields)."""

    civilite = forms.ChoiceField(label="Civilité", choices=Civilite.choices, widget=forms.RadioSelect)
    nom = forms.CharField(label="Nom", max_length=80)
    prenom = forms.CharField(label="Prénom", max_length=80)
    fonction = forms.CharField(
        label="Fonction",
        max_length=120,
        help_text="Par exemple : assistante sociale, responsable du pôle social.",
    )
    courriel = forms.EmailField(
        label="Courriel professionnel",
        max_length=254,
        help_text="L’adresse nominative donnée par la structure. Le lien d’activation y sera envoyé.",
    )
    telephone = forms.CharField(label="Téléphone professionnel", max_length=20)

    def identite(self) -> dict[str, Any]:
        """Return the arguments that every service of creation takes."""
        champs = ("civilite", "nom", "prenom", "fonction", "courriel", "telephone")
        return {champ: self.cleaned_data[champ] for champ in champs}

    def montrer_refus(self, refus: RegleMetierRefusee) -> None:
        """Show a refusal beside the field it is about; what was typed stays."""
        champ = CHAMPS_DES_REFUS.get(refus.code)
        self.add_error(champ if champ in self.fields else None, refus.message)


class GestionnaireForm(IdentiteForm):
    """A gestionnaire, habilitated by the caisse."""

    exception_domaine = forms.CharField(
        label="Raison d’accepter une adresse hors des domaines du partenaire",
        max_length=200,
        required=False,
        help_text="À remplir seulement si l’adresse n’appartient pas aux domaines déclarés. La raison est conservée.",
    )


class ExceptionForm(FormulairePortail):
    """One address that the caisse accepts outside the partenaire's domains (HAB-08)."""

    courriel = forms.EmailField(label="Adresse acceptée", max_length=254)
    motif = forms.CharField(
        label="Raison", max_length=200, help_text="Elle est conservée avec le compte ouvert à cette adresse."
    )


class EffectifForm(FormulairePortail):
    """A number of members to try (NOV-01)."""

    membres = forms.IntegerField(label="Nombre de membres", min_value=1, max_value=100_000)


def pas_dans_le_futur(jour: date | None) -> date | None:
    """Refuse a date that has not come.

    Raises:
        ValidationError: with the sentence to show.
    """
    if jour is not None and jour > timezone.localdate():
        raise forms.ValidationError("Cette date n’est pas encore passée.", code="futur")
    return jour
