"""Forms about the référents of a party."""

from typing import Any, Final

from django import forms

from conventions.annuaire import comptes_de
from conventions.forms.conventions import champ_date
from conventions.forms.partenaires import ChoixUnique, limiter
from conventions.models import Partie
from conventions.services.referents import LONGUEUR_COURRIEL, Personne
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.formulaires import FormulairePortail

SANS_COMPTE: Final = "Nécessaire sans compte ; laissé vide, il est repris du compte choisi."


class ChoixDeCompte(ChoixUnique):
    """A choice among the accounts of a party, by name and function."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the person."""
        return f"{obj.nom_complet}, {obj.fonction}" if obj.fonction else str(obj.nom_complet)


class ReferentForm(FormulairePortail):
    """Who answers for a party, and from when."""

    compte = ChoixDeCompte(
        label="Compte du portail",
        queryset=Utilisateur.objects.none(),
        to_field_name="cle",
        required=False,
        empty_label="Sans compte",
        help_text="Avec un compte, la personne écrit dans les échanges et anime la convention.",
    )
    nom = forms.CharField(
        label="Prénom et nom",
        max_length=120,
        required=False,
        help_text=SANS_COMPTE,
    )
    fonction = forms.CharField(label="Fonction", max_length=120, required=False)
    courriel = forms.EmailField(
        label="Courriel professionnel", max_length=LONGUEUR_COURRIEL, required=False, help_text=SANS_COMPTE
    )
    telephone = forms.CharField(label="Téléphone professionnel", max_length=20, required=False)
    du = champ_date("Référent à partir du")

    def __init__(self, *args: Any, partie: Partie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comptes = comptes_de(partie)
        limiter(self, "compte", comptes)
        self.fields["telephone"].widget.input_type = "tel"
        if not comptes.exists():
            # Nothing to choose: the name and the address are then asked for plainly.
            del self.fields["compte"]
            for nom in ("nom", "courriel"):
                self.fields[nom].help_text, self.fields[nom].required = "", True

    def personne(self) -> Personne:
        """Return who was named."""
        noms = ("nom", "fonction", "courriel", "telephone", "compte")
        return Personne(**{nom: self.cleaned_data[nom] for nom in noms if nom in self.cleaned_data})


class FinReferentForm(FormulairePortail):
    """The last day of a référent."""

    dernier_jour = champ_date("Dernier jour comme référent")
