"""Forms about conventions."""

from typing import Any

from django import forms

from conventions.enums import PouvoirDeSigner
from conventions.forms.partenaires import (
    ChoixDeModele,
    ChoixUnique,
    FormulaireDeProjet,
    champ_cadre,
    champ_effectif,
    limiter,
)
from conventions.models import Convention, Modele, Partie
from conventions.services.pouvoirs import Pouvoir, manques
from espace_partenaires.pieces.formulaires import PieceField
from espace_partenaires.web.formulaires import FormulairePortail


def champ_date(libelle: str, aide: str = "", *, required: bool = True) -> forms.DateField:
    """Return a date field that the browser helps to fill."""
    return forms.DateField(
        label=libelle,
        help_text=aide,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ConventionForm(FormulaireDeProjet):
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
    effectif_declare = champ_effectif()
    cadre = champ_cadre()


class ChoixDePartie(ChoixUnique):
    """A choice among the parties that have not signed."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the caisse or the partenaire."""
        return str(obj.caisse or obj.partenaire)


class SignatureForm(FormulairePortail):
    """The signature of one party, as it stands on the paper, and the authority of who signed (CONV-22)."""

    partie = ChoixDePartie(label="Partie signataire", queryset=Partie.objects.none(), empty_label="Choisir")
    signee_le = champ_date("Date de signature", "Celle qui figure sur la convention.")
    representant = forms.CharField(label="Représentant de la partie", max_length=120)
    qualite = forms.CharField(label="Qualité du représentant", max_length=120, required=False)
    signataire = forms.CharField(
        label="Personne qui a signé à sa place",
        max_length=120,
        required=False,
        help_text="Seulement si ce n’est pas le représentant.",
    )
    signataire_qualite = forms.CharField(label="Qualité de cette personne", max_length=120, required=False)
    pouvoir = forms.ChoiceField(
        label="Pouvoir de signer",
        choices=PouvoirDeSigner.choices,
        widget=forms.RadioSelect,
        initial=PouvoirDeSigner.STATUTAIRE,
    )
    pouvoir_numero = forms.CharField(
        label="Numéro de la délibération ou de la délégation", max_length=60, required=False
    )
    pouvoir_le = champ_date("Date de la délibération ou de la délégation", required=False)
    scan = PieceField(label="Délibération ou délégation numérisée", required=False)

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attendues = convention.parties.filter(signee_le__isnull=True).select_related("caisse", "partenaire")
        limiter(self, "partie", attendues.order_by("pk"))

    def clean(self) -> dict[str, Any]:
        """Say beside its field what the authority of the signatory lacks."""
        donnees = super().clean() or {}
        if donnees.get("signataire_qualite") and not donnees.get("signataire"):
            self.add_error("signataire", "Indiquez le nom de la personne qui a signé.")
        if "pouvoir" in donnees:
            for champ, phrase in manques(self.autorite(), donnees.get("signee_le")).items():
                if champ not in self.errors:
                    self.add_error(champ, phrase)
        return donnees

    def autorite(self) -> Pouvoir:
        """Return the authority of the signatory; a number and a date belong to a deliberation or a delegation."""
        donnees = self.cleaned_data
        de_droit = donnees["pouvoir"] == PouvoirDeSigner.STATUTAIRE
        return Pouvoir(
            signataire=donnees.get("signataire", ""),
            signataire_qualite=donnees.get("signataire_qualite", ""),
            pouvoir=donnees["pouvoir"],
            pouvoir_numero="" if de_droit else donnees.get("pouvoir_numero", ""),
            pouvoir_le=None if de_droit else donnees.get("pouvoir_le"),
        )


class AbandonForm(FormulairePortail):
    """Why a draft is given up."""

    motif = forms.CharField(label="Motif", max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))
