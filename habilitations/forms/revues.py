"""Forms of the revue d'habilitation: answers line by line, a campaign, a certificate to check."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms

from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.enums import DecisionRevue, MotifInactivation
from habilitations.models import LigneRevue
from habilitations.rules.revues import EMPREINTE_MINIMALE, MOTIFS_DE_RETRAIT, version_de_la_reponse
from habilitations.selectors_revues import PartenaireARevoir

REPONSES: Final = [
    (DecisionRevue.CONFIRMEE.value, "Confirmer : la personne a toujours besoin de ce compte"),
    (DecisionRevue.RETIREE.value, "Retirer ce compte"),
]
MOTIFS_EN_MOTS: Final = {
    MotifInactivation.DEPART.value: "A quitté la structure",
    MotifInactivation.AUTRE_DOMAINE.value: "Exerce dans un autre domaine",
    MotifInactivation.RETRAIT_EN_REVUE.value: "N’a plus besoin de ce compte, ou autre raison",
}


@dataclass(frozen=True, slots=True)
class Retrait:
    """A withdrawal asked for, as it travels to its page of confirmation.

    Attributes:
        compte: public key of the habilitation.
        motif: code of ``MotifInactivation``.
        vue: what the page showed of the line.
    """

    compte: uuid.UUID
    motif: str
    vue: str

    def en_texte(self) -> str:
        """Return it as one parameter: codes and a key only."""
        return f"{self.compte}~{self.motif}~{self.vue}"

    @classmethod
    def lire(cls, texte: str) -> "Retrait | None":
        """Return what a parameter says, or ``None`` when it says nothing that can be read."""
        compte, _, suite = texte.partition("~")
        motif, _, vue = suite.partition("~")
        try:
            return cls(uuid.UUID(compte), motif, vue) if motif in MOTIFS_DE_RETRAIT else None
        except ValueError:
            return None


class ReponsesForm(FormulairePortail):
    """One answer per account that still has one to give; what is left empty waits."""

    def __init__(self, donnees: Mapping[str, Any] | None, lignes: Iterable[LigneRevue]) -> None:
        super().__init__(donnees)
        self.comptes = [ligne.habilitation.cle for ligne in lignes]
        for ligne in lignes:
            cle = ligne.habilitation.cle
            qui = ligne.habilitation.utilisateur
            self.fields[f"d-{cle}"] = forms.ChoiceField(
                label=f"Votre réponse pour {qui.nom_complet}, {qui.identifiant}",
                choices=REPONSES,
                widget=forms.RadioSelect,
                required=False,
                initial=ligne.decision,
            )
            self.fields[f"m-{cle}"] = forms.ChoiceField(
                label="Raison, si vous retirez ce compte",
                choices=[("", "Choisissez une raison"), *MOTIFS_EN_MOTS.items()],
                required=False,
                initial=ligne.motif,
            )
            self.fields[f"v-{cle}"] = forms.CharField(
                widget=forms.HiddenInput,
                required=False,
                initial=version_de_la_reponse(ligne.decision, ligne.motif),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of each withdrawal."""
        donnees = super().clean() or self.cleaned_data
        for cle in self.comptes:
            if donnees.get(f"d-{cle}") == DecisionRevue.RETIREE and not donnees.get(f"m-{cle}"):
                self.add_error(f"m-{cle}", "Choisissez la raison du retrait.")
        return donnees

    def a_confirmer(self) -> dict[uuid.UUID, str]:
        """Return the accounts confirmed here, with what the page showed of each."""
        return {
            cle: self._vue(cle)
            for cle in self.comptes
            if self.cleaned_data[f"d-{cle}"] == DecisionRevue.CONFIRMEE
            and self._vue(cle) != version_de_la_reponse(DecisionRevue.CONFIRMEE, "")
        }

    def a_retirer(self) -> list[Retrait]:
        """Return the withdrawals asked for here; those that were there already are left out."""
        retraits = [
            Retrait(cle, self.cleaned_data[f"m-{cle}"], self._vue(cle))
            for cle in self.comptes
            if self.cleaned_data[f"d-{cle}"] == DecisionRevue.RETIREE
        ]
        return [
            retrait
            for retrait in retraits
            if retrait.vue != version_de_la_reponse(DecisionRevue.RETIREE, retrait.motif)
        ]

    def _vue(self, cle: uuid.UUID) -> str:
        return str(self.cleaned_data[f"v-{cle}"])


class CampagneForm(FormulairePortail):
    """A campaign: its name, its term, who is asked."""

    libelle = forms.CharField(
        label="Nom de la campagne", max_length=120, help_text="Par exemple : revue annuelle 2026."
    )
    echeance = forms.DateField(
        label="Réponse attendue jusqu’au",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Quinze jours au moins. Les gestionnaires sont relancés 14 jours, 7 jours et la veille.",
    )

    def __init__(
        self, donnees: Any, possibles: Collection[PartenaireARevoir], echeance: date, libelle: str
    ) -> None:
        super().__init__(donnees, initial={"echeance": echeance, "libelle": libelle})
        demandables = [un.partenaire for un in possibles if un.demandable]
        self._numeros = {str(partenaire.cle): partenaire.pk for partenaire in demandables}
        self.fields["partenaires"] = forms.MultipleChoiceField(
            label="Partenaires interrogés",
            choices=[(str(partenaire.cle), partenaire.libelle) for partenaire in demandables],
            initial=list(self._numeros),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choisissez au moins un partenaire."},
        )

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of ``ouvrir_campagne``, actor and caisse aside."""
        choisis = self.cleaned_data["partenaires"]
        return {
            "libelle": self.cleaned_data["libelle"],
            "echeance": self.cleaned_data["echeance"],
            "partenaire_ids": [self._numeros[cle] for cle in choisis],
        }


class VerificationForm(FormulairePortail):
    """A certificate to check: its number and the beginning of its fingerprint."""

    numero = forms.CharField(
        label="Numéro du certificat", max_length=20, help_text="Par exemple RH-2026-00042."
    )
    empreinte = forms.CharField(
        label="Début de l’empreinte",
        max_length=90,
        help_text=f"Au moins les {EMPREINTE_MINIMALE} premiers caractères, tels qu’ils sont écrits sur le certificat.",
    )

    def clean_numero(self) -> str:
        """Read the number as it is printed, whatever the case and the spaces."""
        return "".join(str(self.cleaned_data["numero"]).split()).upper()
