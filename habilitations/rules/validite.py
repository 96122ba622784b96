"""Until when: invitations, announced inactivations, deletion, decisions."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conventions.rules.calendrier import ajouter_jours_ouvres, ajouter_mois

DUREE_INVITATION: Final = timedelta(days=7)
PREAVIS_INACTIVATION: Final = timedelta(days=15)
MOIS_AVANT_EFFACEMENT: Final = 6
JOURS_OUVRES_DE_DECISION: Final = 5
# Days before the deletion on which it is announced, the earliest first.
PREAVIS_EFFACEMENT: Final = (30, 7)


def fin_d_invitation(envoyee_le: datetime) -> datetime:
    """Return when a one-time link stops working: seven days of elapsed time.

    Args:
        envoyee_le: when it was made (aware).

    Exigence: HAB-05 (S1u 2.2.1)
    """
    return envoyee_le + DUREE_INVITATION


def invitation_vivante(expire_le: datetime, maintenant: datetime) -> bool:
    """Tell whether an invitation still works, and so holds a seat; at its last moment it no longer does.

    Args:
        expire_le: when it stops (aware).
        maintenant: the moment (aware).

    Exigence: HAB-03, HAB-05 (S1u 2.2.1)
    """
    return maintenant < expire_le


def premiere_inactivation(annoncee_le: date) -> date:
    """Return the earliest day a partner may wish for the inactivation of a gestionnaire.

    Args:
        annoncee_le: the day it is announced.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    return annoncee_le + PREAVIS_INACTIVATION


def effacement(inactivee_le: date) -> date:
    """Return the day an inactivated account is deleted; the day before, it can still be reactivated.

    Args:
        inactivee_le: the day it was inactivated.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    return ajouter_mois(inactivee_le, MOIS_AVANT_EFFACEMENT)


def peut_etre_reactivee(inactivee_le: date, le: date) -> bool:
    """Tell whether an inactivated account may come back, its seat left aside.

    Args:
        inactivee_le: the day it was inactivated.
        le: the day.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    return le < effacement(inactivee_le)


def echeance_de_decision(recue_le: datetime, fuseau: ZoneInfo, zone: str) -> date:
    """Return the last day to decide on a request to habilitate a gestionnaire.

    Args:
        recue_le: when the request was received (aware); that day, at the caisse, does not count.
        fuseau: the caisse's time zone.
        zone: the caisse's zone of public holidays.

    Exigence: HAB-04 (S1u 2.2, 2.2.1)
    """
    return ajouter_jours_ouvres(recue_le.astimezone(fuseau).date(), JOURS_OUVRES_DE_DECISION, zone)


def instant_d_effacement(fini_le: datetime, fuseaux: Collection[ZoneInfo]) -> datetime:
    """Return the first moment an ended account is deleted: its day has begun at every caisse.

    Args:
        fini_le: when the account or its invitation ended (aware).
        fuseaux: time zones of the caisses that the account is read at; at least one.

    Exigence: HAB-14, ORG-01 (S1u 2.2.3)
    """
    return max(
        datetime.combine(effacement(fini_le.astimezone(fuseau).date()), time.min, fuseau)
        for fuseau in fuseaux
    )


def palier_a_annoncer(efface_le: date, le: date, averti_le: date | None) -> int | None:
    """Return the announcement of the deletion that is due: days before it, or ``None``.

    A late announcement replaces those it overtook; none is due once the day has come.

    Args:
        efface_le: the day of the deletion.
        le: the day.
        averti_le: the day of the last announcement since the account ended, if any.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    if le >= efface_le:
        return None
    atteints = [jours for jours in PREAVIS_EFFACEMENT if le >= efface_le - timedelta(days=jours)]
    if not atteints:
        return None
    dernier = min(atteints)
    annonce = averti_le is not None and averti_le >= efface_le - timedelta(days=dernier)
    return None if annonce else dernier
