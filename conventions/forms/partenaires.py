"""Forms about partenaires."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from conventions.enums import Echelon, Nature, Service, TypeCaisse, TypePartenaire
from conventions.models import Caisse, Convention, Modele
from espace_partenaires.web.formulaires import FormulairePortail

ARTICLE_EFFECTIF = "Il fixe le nombre de comptes (convention d’utilisation, article 2.2.1)."


if TYPE_CHECKING:
    ChoixUnique = forms.ModelChoiceField[Any]
else:
    ChoixUnique = forms.ModelChoiceField


class ChoixDeModele(ChoixUnique):
    """A choice among modèles, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the modèle, without its version."""
        return str(obj.libelle)


class ChoixDeCadre(ChoixUnique):
    """A choice among conventions cadres in force, with the tête de réseau that signed each."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the text and who signed it with the Cnam."""
        tetes = [str(partie.partenaire) for partie in obj.parties.all() if partie.partenaire]
        return f"{obj.objet} ({', '.join(tetes)})"


def champ_cadre() -> ChoixDeCadre:
    """Return the field of the convention cadre a local convention is signed under."""
    return ChoixDeCadre(
        label="Convention cadre nationale",
        queryset=Convention.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Seulement pour une convention métier. La fin du cadre sera sans effet sur elle.",
    )


def natures_de(caisse: Caisse) -> tuple[Nature, ...]:
    """Return the natures that a caisse draws up: the Cnam signs conventions cadres, the others do not (CONV-08)."""
    if caisse.type == TypeCaisse.CNAM:
        return (Nature.CADRE,)
    return (Nature.METIER, Nature.UTILISATION)


def modeles(*natures: Nature) -> QuerySet[Modele]:
    """Return the modèles of these natures, latest version of each code."""
    return Modele.objects.filter(nature__in=natures).order_by("code", "-version").distinct("code")


def limiter(form: forms.Form, champ: str, choix: QuerySet[Any]) -> None:
    """Say which rows a field offers: never more than the actor may see."""
    field = form.fields[champ]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = choix


def champ_effectif() -> forms.IntegerField:
    """Return the field of the number of members that an utilisation declares."""
    return forms.IntegerField(
        label="Nombre de membres déclaré",
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text="Seulement pour une convention d’utilisation. " + ARTICLE_EFFECTIF,
    )


class FormulaireDeProjet(FormulairePortail):
    """What draws up a convention: ``modele``, ``parente``, ``effectif_declare`` and ``cadre``.

    It offers what the caisse may draw up; a field that could hold nothing is left out.

    Args:
        caisse: the caisse that draws up.
        metiers: what an utilisation may lean on.
        cadres: the conventions cadres in force.
    """

    def __init__(
        self,
        *args: Any,
        caisse: Caisse,
        metiers: QuerySet[Convention],
        cadres: QuerySet[Convention],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        natures = natures_de(caisse)
        limiter(self, "modele", modeles(*natures))
        limiter(self, "parente", metiers)
        limiter(self, "cadre", cadres.prefetch_related("parties__partenaire"))
        if Nature.UTILISATION not in natures:
            for champ in ("parente", "effectif_declare", "cadre"):
                del self.fields[champ]


class PartenaireForm(FormulaireDeProjet):
    """A new partenaire and its first convention."""

    libelle = forms.CharField(label="Nom du partenaire", max_length=160)
    type_partenaire = forms.ChoiceField(
        label="Type d’organisme", choices=[("", "Choisir"), *TypePartenaire.choices]
    )
    echelon = forms.ChoiceField(label="Échelon", choices=Echelon.choices, initial=Echelon.LOCAL)
    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        required=False,
        help_text="14 chiffres. S’il est déjà connu du portail, la fiche existante est reprise telle quelle.",
    )
    adresse = forms.CharField(label="Adresse", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    commune = forms.CharField(label="Commune", max_length=80, required=False)
    courriel_dpo = forms.EmailField(label="Courriel du délégué à la protection des données", required=False)
    domaines = forms.CharField(
        label="Domaines de messagerie professionnels",
        required=False,
        help_text="Séparés par des espaces, par exemple « valmont.example ». Sans domaine, aucun compte ne peut être créé.",
    )
    modele = ChoixDeModele(
        label="Première convention",
        queryset=Modele.objects.none(),
        empty_label="Choisir",
        help_text="Elle naît à l’état de projet ; les signatures s’enregistrent ensuite.",
    )
    parente = forms.ModelChoiceField(
        label="Convention métier de sa tête de réseau",
        queryset=Convention.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Seulement pour une convention d’utilisation : le partenaire adhère à la tête de réseau signataire.",
    )
    effectif_declare = champ_effectif()
    cadre = champ_cadre()

    def fiche(self) -> dict[str, Any]:
        """Return the arguments of ``creer_partenaire``."""
        champs = ("libelle", "type_partenaire", "echelon", "siret", "adresse", "commune", "courriel_dpo")
        return {
            **{champ: self.cleaned_data[champ] for champ in champs},
            "domaines": self.cleaned_data["domaines"].replace(",", " ").replace(";", " ").split(),
        }


class ServiceForm(FormulairePortail):
    """One switch."""

    service = forms.ChoiceField(choices=Service.choices)
    ouvert = forms.TypedChoiceField(
        choices=[("oui", "Ouvrir"), ("non", "Fermer")], coerce=lambda valeur: valeur == "oui"
    )


class ReceptionForm(FormulairePortail):
    """Whether the caisse withdraws the reception of documents."""

    retiree = forms.TypedChoiceField(
        choices=[("oui", "Retirer"), ("non", "Rendre")], coerce=lambda valeur: valeur == "oui"
    )
