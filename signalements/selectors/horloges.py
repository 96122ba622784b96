"""The clock of a demande, replayed from its facts (DEM-09, NOV-03)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from signalements.models import Demande, EvenementDemande
from signalements.rules.delais import Regle, regle_de
from signalements.rules.faits import Fait, NatureFait
from signalements.rules.horloge import Horloge, calculer

# How a meeting went: facts that no clock depends on.
_ISSUES: Final = frozenset({NatureFait.RENDEZ_VOUS_TENU.value, NatureFait.RENDEZ_VOUS_MANQUE.value})


def en_faits(evenements: Iterable[EvenementDemande]) -> list[Fait]:
    """Turn the rows into what the rules read."""
    return [Fait(e.nature, e.survenu_le, e.consigne_le, e.regle) for e in evenements]


def regle_initiale(nature: str, faits: Iterable[Fait]) -> Regle:
    """Return the clock a demande was sent under: what its transmission says, or that of its kind.

    Args:
        nature: ``conventions.enums.Service``.
        faits: its facts.

    Exigence: DEM-08, DEM-09 (S4 a2)
    """
    dite = next((f.regle for f in faits if f.nature == NatureFait.TRANSMISSION and f.regle), "")
    return Regle(dite) if dite else regle_de(nature)


def horloge_de(demande: Demande, maintenant: datetime | None = None, *, avec_l_issue: bool = True) -> Horloge:
    """Compute the clock of a demande at a moment: segments, deadline, what is left.

    No query when ``evenements`` is prefetched and ``caisse`` loaded (every list of this app does both).

    Args:
        demande: transmitted, or a draft (whose clock has not started).
        maintenant: moment of the reading (aware).
        avec_l_issue: tell in the segments how a meeting went; never to a partner the person did not agree to (DEM-23).

    Exigence: DEM-09, NOV-03, DEM-23 (S4 a3)
    """
    fuseau = ZoneInfo(demande.caisse.fuseau)
    lus = (e for e in demande.evenements.all() if avec_l_issue or e.nature not in _ISSUES)
    faits = en_faits(lus)
    return calculer(regle_initiale(demande.nature, faits), faits, fuseau, maintenant or timezone.now())
