"""Who has the page of a demande open now, forgotten after five minutes without a sign (UX-05)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Presence

PERTINENCE: Final = timedelta(minutes=5)


def presences_des_autres(
    acteur: Acteur, demandes: Iterable[int], maintenant: datetime
) -> dict[int, list[Presence]]:
    """Return, by demande, the colleagues who have it open, the first come first (one query for all).

    Args:
        acteur: the agent who reads; its own openings are left out.
        demandes: primary keys of rows of its scope.
        maintenant: moment of the reading (aware).

    Exigence: UX-05, DEM-16
    """
    vives = Presence.objects.filter(demande__in=list(demandes), vue_le__gt=maintenant - PERTINENCE)
    autres = vives.exclude(agent=acteur.utilisateur_id).select_related("agent")
    par_demande: dict[int, list[Presence]] = defaultdict(list)
    for presence in autres.order_by("depuis", "pk"):
        par_demande[presence.demande_id].append(presence)
    return dict(par_demande)
