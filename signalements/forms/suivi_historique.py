"""What narrows the history, and what starts a new demande for a person already known (DEM-14)."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.formulaires import FormulairePortail
from signalements.forms.bureau import SERVICES, RechercheForm
from signalements.models import Motif
from signalements.selectors import Filtres
from signalements.selectors.listes import ATTENTE_CAISSE, ATTENTE_PARTENAIRE

_BLANCS: Final = re.compile(r"\s+")
_TOUS: Final = ("", "Tous")
# Keys of ``selectors.listes.GROUPES``, in the partner's words.
_ETATS: Final = (
    ("", "Toutes les demandes"),
    ("en-cours", "En cours"),
    ("transmises", "Transmises, à lire par la caisse"),
    ("a-completer", "À compléter ou à corriger par nous"),
    ("completes", "Dossier complet"),
    ("en-instruction", "En instruction à la caisse"),
    ("prises-en-charge", "Prises en charge par la caisse"),
    ("terminees", "Terminées"),
    ("annulees", "Annulées"),
)
_ATTENTES: Final = (
    ("", "Peu importe"),
    (ATTENTE_PARTENAIRE, "On attend quelque chose de nous"),
    (ATTENTE_CAISSE, "On attend la caisse"),
)
_TOUJOURS: Final = frozenset({"etat", "attente", "nature", "reference"})
_TRIS: Final = (
    ("recentes", "La plus récente d’abord"),
    ("anciennes", "La plus ancienne d’abord"),
    ("reponse", "En cours, par date de réponse"),
    ("fin", "Terminées, la dernière d’abord"),
)


def _jour(libelle: str) -> forms.DateField:
    return forms.DateField(
        label=libelle, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class HistoriqueForm(FormulairePortail):
    """Narrow the history; nothing about a person is asked, since it would be in the address.

    Args:
        caisses: those that opened the history to the structure.
        motifs: every motif.
        auteurs: accounts of the structure that may have made demandes.
    """

    etat = forms.ChoiceField(label="Où en est-on", required=False, choices=_ETATS)
    attente = forms.ChoiceField(label="Qui est attendu", required=False, choices=_ATTENTES)
    nature = forms.ChoiceField(label="Service", required=False, choices=[_TOUS, *SERVICES.items()])
    reference = forms.CharField(
        label="Référence",
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": "2026-691-K4T8QX"}
        ),
    )
    motif = forms.ChoiceField(label="Motif", required=False)
    auteur = forms.ChoiceField(label="Déposée par", required=False)
    caisse = forms.ChoiceField(label="Caisse", required=False)
    du = _jour("Transmise à partir du")
    au = _jour("Transmise jusqu’au")
    tri = forms.ChoiceField(label="Dans quel ordre", required=False, choices=_TRIS)

    def __init__(
        self,
        data: QueryDict,
        caisses: Sequence[Caisse] = (),
        motifs: Iterable[Motif] = (),
        auteurs: Iterable[Utilisateur] = (),
    ) -> None:
        super().__init__(data)
        self.fuseau = ZoneInfo(caisses[0].fuseau) if len({c.fuseau for c in caisses}) == 1 else None
        self._proposer("motif", _par_service(motifs))
        self._proposer("auteur", [(str(a.pk), a.nom_complet) for a in auteurs])
        self._proposer("caisse", [(str(c.pk), c.libelle) for c in caisses])
        if not caisses[1:]:
            del self.fields["caisse"]

    def _proposer(self, champ: str, choix: Sequence[tuple[str, Any]]) -> None:
        liste = self.fields[champ]
        if isinstance(liste, forms.ChoiceField):
            liste.choices = [_TOUS, *choix]

    def filtres(self) -> Filtres:
        """Return what to keep; an answer that cannot be read keeps everything."""
        self.full_clean()
        lu = self.cleaned_data
        nature = lu.get("nature", "")
        return Filtres(
            groupe=lu.get("etat", ""),
            attente=lu.get("attente", ""),
            natures=(nature,) if nature else (),
            motif_id=_numero(lu.get("motif")),
            caisse_id=_numero(lu.get("caisse")),
            auteur_id=_numero(lu.get("auteur")),
            reference=_BLANCS.sub("", lu.get("reference", "")).upper(),
            du=lu.get("du"),
            au=lu.get("au"),
            fuseau=self.fuseau,
            tri=lu.get("tri", ""),
        )

    @property
    def visibles(self) -> list[forms.BoundField]:
        """Fields that are always shown."""
        return [champ for champ in self if champ.name in _TOUJOURS]

    @property
    def repliees(self) -> list[forms.BoundField]:
        """Fields shown on demand."""
        return [champ for champ in self if champ.name not in _TOUJOURS]

    @property
    def plus_ouvert(self) -> bool:
        """Tell whether one of these already narrows the list, or was refused."""
        return any(self.cleaned_data.get(champ.name) or champ.errors for champ in self.repliees)

    @property
    def resserre(self) -> bool:
        """Tell whether anything narrows the list, the order apart."""
        return any(valeur for champ, valeur in self.cleaned_data.items() if champ != "tri")


def _numero(valeur: str | None) -> int | None:
    return int(valeur) if valeur else None


def _par_service(motifs: Iterable[Motif]) -> list[tuple[str, list[tuple[str, str]]]]:
    groupes: dict[str, list[tuple[str, str]]] = {}
    for motif in motifs:
        groupes.setdefault(SERVICES[motif.nature], []).append((str(motif.pk), motif.libelle))
    return list(groupes.items())


class RechercheHistoriqueForm(RechercheForm):
    """Find a demande of the structure, on a page that has no keyboard shortcut."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["texte"].widget.attrs["placeholder"] = "Nom ou référence"


class RepriseForm(FormulairePortail):
    """Which service a new demande for the same person is for.

    Args:
        services: those that the caisse opens to the structure.
    """

    service = forms.ChoiceField(label="Pour quel service")

    def __init__(self, data: QueryDict | None = None, *, services: Iterable[Service]) -> None:
        super().__init__(data)
        champ = self.fields["service"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [(service.value, SERVICES[service]) for service in services]
