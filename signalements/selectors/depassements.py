"""Deadlines that were past when something was asked of the partner: their clock is void, the miss is counted (DEM-19)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Subquery

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from signalements.enums import NatureFait
from signalements.models import Demande, EvenementDemande
from signalements.rules.delais import DELAIS, Regle, echeance, est_depassee, regle_de

_RENVOIS: Final = (NatureFait.DEMANDE_DE_PIECES, NatureFait.IRRECEVABILITE)
_DEPOTS: Final = (NatureFait.TRANSMISSION, NatureFait.DEPOT)
# No clock of days is shorter: what was sent back sooner cannot have been late.
_LE_PLUS_COURT: Final = min(delai.duree for delai in DELAIS.values() if delai.en_jours)


@dataclass(frozen=True, slots=True)
class Depassement:
    """One deadline that was past when the demande was sent back.

    Attributes:
        echeance: the deadline, where the caisse is.
        nature: ``Service``.
    """

    echeance: datetime
    nature: str


@dataclass(frozen=True, slots=True)
class _Renvoi:
    """A demande sent back to the partner: when, from which deposit, under which clock; whether that clock runs again."""

    demande: int
    nature: str
    le: datetime
    depart: datetime
    regle: Regle
    repris: bool


def depassements_avant_renvoi(
    acteur: Acteur, caisse: Caisse, depuis: datetime, maintenant: datetime
) -> Iterator[Depassement]:
    """Yield the deadlines missed before a request for pieces or an irrecevability voided them (one query).

    What ``rules.horloge.Horloge.depassements`` says of one demande, for all those of a caisse: only what was
    sent back late is read, the deadline is computed by the same rule.

    Args:
        acteur: a superviseur of the caisse.
        caisse: whose demandes.
        depuis: deadlines from this moment on.
        maintenant: moment of the reading (aware).

    Exigence: DEM-19, DEM-09 (S4 a2)
    """
    fuseau = ZoneInfo(caisse.fuseau)
    vus: set[tuple[int, datetime]] = set()
    for renvoi in _renvois(acteur, caisse, depuis, maintenant):
        cle = renvoi.demande, renvoi.depart
        due = echeance(renvoi.regle, renvoi.depart, fuseau)
        if due < depuis or renvoi.repris or cle in vus or not est_depassee(renvoi.regle, due, renvoi.le):
            continue
        vus.add(cle)
        yield Depassement(due, renvoi.nature)


def _renvois(acteur: Acteur, caisse: Caisse, depuis: datetime, maintenant: datetime) -> Iterator[_Renvoi]:
    """Read what was sent back so long after its last deposit that a deadline may have passed."""
    siens = EvenementDemande.objects.filter(demande=OuterRef("demande")).order_by("-survenu_le")
    avant = siens.filter(survenu_le__lte=OuterRef("survenu_le"))
    depots = siens.filter(nature__in=_DEPOTS).values("survenu_le")[:1]
    lignes = (
        EvenementDemande.objects.filter(
            demande__in=Demande.objects.visibles_par(acteur).filter(caisse=caisse),
            nature__in=_RENVOIS,
            survenu_le__range=(depuis, maintenant),
        )
        .annotate(depart=Subquery(avant.filter(nature__in=_DEPOTS).values("survenu_le")[:1]))
        .filter(survenu_le__gt=F("depart") + _LE_PLUS_COURT)
        .annotate(
            regle_alors=Subquery(avant.exclude(regle="").values("regle")[:1]),
            dernier=Subquery(depots),
        )
        .order_by("survenu_le")
        .values_list(
            "demande",
            "demande__nature",
            "demande__echeance",
            "survenu_le",
            "depart",
            "dernier",
            "regle_alors",
        )
    )
    for demande, nature, due, le, depart, dernier, regle in lignes:
        repris = due is not None and depart == dernier
        yield _Renvoi(demande, nature, le, depart, Regle(regle or regle_de(nature)), repris)
