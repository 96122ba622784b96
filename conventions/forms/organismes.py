"""Forms about the record of a partenaire, its membership of a tête de réseau, and a draft's parties."""

from typing import Any

from django import forms

from conventions.enums import Echelon, Nature, TypePartenaire
from conventions.forms.conventions import champ_date
from conventions.forms.partenaires import ARTICLE_EFFECTIF, ChoixUnique, limiter
from conventions.models import Adhesion, Caisse, Convention, Partenaire
from conventions.querysets import PartenaireQuerySet
from espace_partenaires.web.formulaires import FormulairePortail


class FicheForm(FormulairePortail):
    """The record of a partenaire."""

    libelle = forms.CharField(label="Nom du partenaire", max_length=160)
    type_partenaire = forms.ChoiceField(
        label="Type d’organisme",
        choices=TypePartenaire.choices,
        help_text="Il décide de la réception de documents (convention d’utilisation, article 1.3).",
    )
    echelon = forms.ChoiceField(label="Échelon", choices=Echelon.choices)
    siret = forms.CharField(label="SIRET", max_length=20, required=False, help_text="14 chiffres.")
    adresse = forms.CharField(label="Adresse", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    commune = forms.CharField(label="Commune", max_length=80, required=False)
    nom_dpo = forms.CharField(
        label="Nom du délégué à la protection des données", max_length=120, required=False
    )
    courriel_dpo = forms.EmailField(label="Courriel du délégué à la protection des données", required=False)
    domaines = forms.CharField(
        label="Domaines de messagerie professionnels",
        required=False,
        help_text="Séparés par des espaces. En retirer un n’ôte pas les comptes qui existent déjà.",
    )

    @classmethod
    def depuis(cls, partenaire: Partenaire) -> dict[str, Any]:
        """Return what the form shows first."""
        noms = ("libelle", "echelon", "adresse", "commune", "nom_dpo", "courriel_dpo")
        domaines = partenaire.domaines.order_by("domaine").values_list("domaine", flat=True)
        return {
            **{nom: getattr(partenaire, nom) for nom in noms},
            "type_partenaire": partenaire.type,
            "siret": partenaire.siret or "",
            "domaines": " ".join(domaines),
        }

    def fiche(self) -> dict[str, Any]:
        """Return the arguments of ``corriger_partenaire``."""
        return {
            **self.cleaned_data,
            "domaines": self.cleaned_data["domaines"].replace(",", " ").replace(";", " ").split(),
        }


class AdhesionForm(FormulairePortail):
    """A partenaire joins a tête de réseau."""

    tete = forms.ModelChoiceField(
        label="Tête de réseau", queryset=Partenaire.objects.none(), empty_label="Choisir"
    )
    du = champ_date("Membre depuis le", "Premier jour de l’adhésion.")
    dernier_jour = champ_date("Jusqu’au", "Dernier jour, inclus. Vide tant que l’adhésion dure.")

    def __init__(self, *args: Any, tetes: PartenaireQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limiter(self, "tete", tetes)
        self.fields["dernier_jour"].required = False


class ChoixDAdhesion(ChoixUnique):
    """A choice among memberships that run, by tête de réseau."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the tête de réseau."""
        return str(obj.tete)


class FinAdhesionForm(FormulairePortail):
    """When a membership ends."""

    adhesion = ChoixDAdhesion(label="Tête de réseau", queryset=Adhesion.objects.none(), empty_label="Choisir")
    dernier_jour = champ_date("Dernier jour de l’adhésion", "Inclus.")

    def __init__(self, *args: Any, membre: Partenaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adhesions = Adhesion.objects.filter(membre=membre).select_related("tete").order_by("tete__libelle")
        limiter(self, "adhesion", adhesions)


class ProjetForm(FormulairePortail):
    """What may be corrected in a draft."""

    objet = forms.CharField(label="Objet", max_length=200)
    effectif_declare = forms.IntegerField(
        label="Nombre de membres déclaré", min_value=1, max_value=1_000_000, help_text=ARTICLE_EFFECTIF
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if convention.nature != Nature.UTILISATION:
            del self.fields["effectif_declare"]


class PartieForm(FormulairePortail):
    """A caisse or a partenaire that joins a draft, one of the two."""

    caisse = forms.ModelChoiceField(
        label="Une caisse", queryset=Caisse.objects.none(), required=False, empty_label="Aucune"
    )
    partenaire = forms.ModelChoiceField(
        label="Ou un partenaire",
        queryset=Partenaire.objects.none(),
        required=False,
        empty_label="Aucun",
        help_text="Parmi ceux que votre caisse connaît : accueillez d’abord les autres.",
    )

    def __init__(
        self, *args: Any, convention: Convention, partenaires: PartenaireQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        limiter(self, "caisse", Caisse.objects.exclude(parties__convention=convention).order_by("libelle"))
        limiter(self, "partenaire", partenaires.exclude(parties__convention=convention).order_by("libelle"))
