"""Forms of what agents judge, decide and hand over; the version of the page goes with each."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet

from conventions.enums import TypeCaisse
from conventions.models import Caisse
from espace_partenaires.pieces.formulaires import PieceField
from signalements.enums import Orienteur, RaisonIrrecevable, RaisonUrgence
from signalements.forms.garde import AvecGarde
from signalements.models import Motif
from signalements.rules.decisions import regle_apres
from signalements.services.mots import LONGUEUR

_SANS_ASSURES: Final = (TypeCaisse.CNAM, TypeCaisse.CARSAT, TypeCaisse.CRAMIF)


def choix_de(formulaire: forms.Form, nom: str) -> forms.ChoiceField:
    """Return a field of choices, to fill it."""
    champ = formulaire.fields[nom]
    if not isinstance(champ, forms.ChoiceField):
        raise TypeError(nom)
    return champ


def champ_texte(libelle: str, aide: str = "", *, required: bool = False) -> forms.CharField:
    """Make a field for words to the partner."""
    return forms.CharField(
        label=libelle, help_text=aide, required=required, widget=forms.Textarea(attrs={"rows": 4})
    )


class ActeForm(AvecGarde):
    """An act on a demande: ``version`` is the one that the page was opened with (UX-05)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def arguments(self) -> dict[str, Any]:
        """Return the answers under the names that the service takes, ``version`` among them."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "relu"}


class IrrecevableForm(ActeForm):
    """Why a demande does not fit, and what its partner should know."""

    champs_gardes: ClassVar[Mapping[str, int]] = {"texte": LONGUEUR}

    raison = forms.ChoiceField(
        label="Pourquoi la demande ne convient pas",
        choices=RaisonIrrecevable.choices,
        widget=forms.RadioSelect,
    )
    texte = champ_texte("Ce que le partenaire doit savoir de plus", "Ce texte lui arrive comme un message.")

    def arguments(self) -> dict[str, Any]:
        """Add whether the words were confirmed."""
        return {**super().arguments(), "confirme": self.confirme}


class MotifForm(ActeForm):
    """The motif that fits, among those the caisse offers for the same kind."""

    code = forms.ChoiceField(label="Le motif qui convient", widget=forms.RadioSelect)

    def __init__(self, *args: Any, motifs: Iterable[Motif] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix_de(self, "code").choices = [(motif.code, motif.libelle) for motif in motifs]


class UrgenceForm(ActeForm):
    """Why an étude becomes urgent, or no longer is: only the reasons that change its clock."""

    raison = forms.ChoiceField(label="Pourquoi", widget=forms.RadioSelect)

    def __init__(self, *args: Any, regle: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix_de(self, "raison").choices = [
            (raison.value, raison.label)
            for raison in RaisonUrgence
            if (apres := regle_apres(raison.value)) and apres.value != regle
        ]


class VersUnServiceForm(ActeForm):
    """Where the person is sent within the Assurance Maladie."""

    vers = forms.ChoiceField(label="Vers qui orienter la personne", widget=forms.RadioSelect)

    def __init__(self, *args: Any, sauf: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix_de(self, "vers").choices = [choix for choix in Orienteur.choices if choix[0] not in set(sauf)]


class ConfierForm(ActeForm):
    """The agent who will follow a demande: a colleague of the caisse."""

    agent = forms.ChoiceField(
        label="À qui confier la demande",
        error_messages={"required": "Choisissez à qui confier la demande."},
    )

    def __init__(self, *args: Any, agents: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix_de(self, "agent").choices = [("", "Choisir un agent"), *agents]


class TransfertForm(ActeForm):
    """The caisse that a demande goes to: those the partenaire may reach first."""

    caisse = forms.ChoiceField(label="La caisse de la personne")

    def __init__(self, *args: Any, depart: int = 0, atteintes: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caisses = {caisse.code: caisse for caisse in _d_assures(depart)}
        permises = set(atteintes)
        joignables = [(c.code, c.libelle) for c in self.caisses.values() if c.pk in permises]
        autres = [(c.code, c.libelle) for c in self.caisses.values() if c.pk not in permises]
        choix_de(self, "caisse").choices = [
            ("", "Choisir une caisse"),
            *([("Conventions en vigueur avec ce partenaire", joignables)] if joignables else []),
            ("Autres caisses", autres),
        ]

    @property
    def arrivee(self) -> Caisse:
        """Return the caisse that was chosen."""
        return self.caisses[self.cleaned_data["caisse"]]

    def arguments(self) -> dict[str, Any]:
        """Give the caisse by its number."""
        return {"caisse_id": self.arrivee.pk, "version": self.cleaned_data["version"]}


def _d_assures(depart: int) -> QuerySet[Caisse]:
    """Return the other caisses that have assurés of their own: the national and regional ones have none."""
    return Caisse.objects.exclude(pk=depart).exclude(type__in=_SANS_ASSURES)


class DocumentForm(ActeForm):
    """The file handed over."""

    fichier = PieceField(label="Le document à remettre")
