"""Forms about conventions."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from conventions.forms.partenaires import (
    ARTICLE_EFFECTIF,
    ChoixDeModele,
    ChoixUnique,
    champ_cadre,
    limiter,
    limiter_les_conventions,
)
from conventions.models import Caisse, Convention, Modele, Partie
from espace_partenaires.web.formulaires import FormulairePortail


def champ_date(libelle: str, aide: str = "") -> forms.DateField:
    """Return a date field that the browser helps to fill."""
    return forms.DateField(
        label=libelle, help_text=aide, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ConventionForm(FormulairePortail):
    """A new convention with a partenaire."""

    modele = ChoixDeModele(label="Modèle", queryset=Modele.objects.none(), empty_label="Choisir")
    objet = forms.CharField(
        label="Objet", max_length=200, required=False, help_text="Par défaut, le nom du modèle."
    )
    parente = forms.ModelChoiceField(
        label="Convention métier d’appui",
        queryset=Convention.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Seulement pour une convention d’utilisation.",
    )
    effectif_declare = forms.IntegerField(
        label="Nombre de membres déclaré",
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text="Seulement pour une convention d’utilisation. " + ARTICLE_EFFECTIF,
    )
    cadre = champ_cadre()

    def __init__(
        self,
        *args: Any,
        caisse: Caisse,
        metiers: QuerySet[Convention],
        cadres: QuerySet[Convention],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        limiter_les_conventions(self, caisse, metiers, cadres)


class ChoixDePartie(ChoixUnique):
    """A choice among the parties that have not signed."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the caisse or the partenaire."""
        return str(obj.caisse or obj.partenaire)


class SignatureForm(FormulairePortail):
    """The signature of one party, as it stands on the paper."""

    partie = ChoixDePartie(label="Partie signataire", queryset=Partie.objects.none(), empty_label="Choisir")
    signee_le = champ_date("Date de signature", "Celle qui figure sur la convention.")
    representant = forms.CharField(label="Nom du signataire", max_length=120)
    qualite = forms.CharField(label="Qualité du signataire", max_length=120, required=False)

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attendues = convention.parties.filter(signee_le__isnull=True).select_related("caisse", "partenaire")
        limiter(self, "partie", attendues.order_by("pk"))


class AbandonForm(FormulairePortail):
    """Why a draft is given up."""

    motif = forms.CharField(label="Motif", max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


class ResiliationForm(AbandonForm):
    """When and why a convention ends."""

    effet_le = champ_date("Dernier jour en vigueur", "Les accès ferment le lendemain.")
    article = forms.CharField(
        label="Article sur lequel repose la fin",
        max_length=60,
        required=False,
        help_text="Par défaut, celui du modèle.",
    )
    field_order = ("effet_le", "motif", "article")
