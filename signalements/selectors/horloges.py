"""The clock of a demande, replayed from its facts (DEM-09, NOV-03)."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from signalements.models import Demande, EvenementDemande
from signalements.rules.delais import Regle
from signalements.rules.faits import Fait
from signalements.rules.horloge import Horloge, calculer


def en_faits(evenements: Iterable[EvenementDemande]) -> list[Fait]:
    """Turn the rows into what the rules read."""
    return [Fait(e.nature, e.survenu_le, e.consigne_le) for e in evenements]


def horloge_de(demande: Demande, maintenant: datetime | None = None) -> Horloge:
    """Compute the clock of a demande at a moment: segments, deadline, what is left.

    No query when ``evenements`` is prefetched and ``caisse`` loaded (every list of this app does both).

    Args:
        demande: transmitted, or a draft (whose clock has not started).
        maintenant: moment of the reading (aware).

    Exigence: DEM-09, NOV-03 (S4 a3)
    """
    fuseau = ZoneInfo(demande.caisse.fuseau)
    faits = en_faits(demande.evenements.all())
    return calculer(Regle.MAS_48H, faits, fuseau, maintenant or timezone.now())
