"""How long a session lasts: what it notes, what is left of it, and what follows once it is over (SEC-01)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import salted_hmac

OUVERTE_LE: Final = "ouverte_le"
VUE_LE: Final = "vue_le"
# In the session that follows: whose session ended, and why.
COMPTE_D_AVANT: Final = "compte_d_avant"
RAISON: Final = "raison_de_la_fin"
# A page read does not write a row each time: activity is noted at most this often, as a part of the limit.
PART_DU_PAS: Final = 60


class RaisonDeFin(StrEnum):
    """Why a session ended by itself."""

    INACTIVITE = "inactivite"
    DUREE = "duree"


PHRASES: Final = {
    RaisonDeFin.INACTIVITE: "Votre session s’est fermée après {minutes} minutes sans activité.",
    RaisonDeFin.DUREE: "Votre session s’est fermée : elle dure {heures} heures au plus, même si vous vous en servez.",
}


@dataclass(frozen=True, slots=True)
class ResteDeSession:
    """What is left of a session, in seconds.

    Attributes:
        inactivite: before it ends if nobody does anything.
        totale: before it ends whatever is done.
    """

    inactivite: int
    totale: int

    @property
    def raison(self) -> RaisonDeFin | None:
        """Why the session is over, None while it lasts."""
        if self.totale <= 0:
            return RaisonDeFin.DUREE
        return RaisonDeFin.INACTIVITE if self.inactivite <= 0 else None

    @property
    def avertissement(self) -> int:
        """How long before the end the person is warned, in seconds (RGAA 13.1)."""
        duree: int = settings.SESSION_AVERTISSEMENT_S
        return duree

    @property
    def minutes(self) -> int:
        """The limit without activity, in minutes, as pages say it."""
        duree: int = settings.SESSION_INACTIVITE_S
        return duree // 60

    @property
    def heures(self) -> int:
        """The limit whatever is done, in hours, as pages say it."""
        duree: int = settings.SESSION_COOKIE_AGE
        return duree // 3600


def pas_s() -> int:
    """Return how often activity is noted, in seconds: thirty for a limit of thirty minutes."""
    limite: int = settings.SESSION_INACTIVITE_S
    return limite // PART_DU_PAS


def ouvrir(session: SessionBase, maintenant: datetime) -> None:
    """Note that a session begins: both limits count from here, and what came before is forgotten."""
    session[OUVERTE_LE] = session[VUE_LE] = int(maintenant.timestamp())
    session.pop(COMPTE_D_AVANT, None)
    session.pop(RAISON, None)


def reste_de(session: SessionBase, maintenant: datetime) -> ResteDeSession:
    """Return what is left of a session of somebody signed in.

    Activity is noted every ``pas_s()`` seconds: a session is never open longer than its limit, and may end up to
    that many seconds before thirty minutes without activity. The warning counts with the same numbers.

    Args:
        session: the session; one that was opened before limits existed starts now.
        maintenant: the moment of the request.

    Exigence: SEC-01 (ASVS 7.3.1, 7.3.2)
    """
    instant = int(maintenant.timestamp())
    if OUVERTE_LE not in session:
        ouvrir(session, maintenant)
    vue, ouverte = int(session[VUE_LE]), int(session[OUVERTE_LE])
    return ResteDeSession(
        inactivite=vue + settings.SESSION_INACTIVITE_S - instant,
        totale=ouverte + settings.SESSION_COOKIE_AGE - instant,
    )


def noter(session: SessionBase, maintenant: datetime, *, tout_de_suite: bool = False) -> None:
    """Note that the person does something.

    Args:
        session: the session.
        maintenant: the moment of the request.
        tout_de_suite: write even if it was noted a few seconds ago (the person asks to stay).
    """
    instant = int(maintenant.timestamp())
    if tout_de_suite or instant - int(session[VUE_LE]) >= pas_s():
        session[VUE_LE] = instant


def phrase_de_fin(raison: str) -> str:
    """Say why a session ended; an empty text for an unknown reason."""
    if raison not in set(RaisonDeFin):
        return ""
    minutes = settings.SESSION_INACTIVITE_S // 60
    heures = settings.SESSION_COOKIE_AGE // 3600
    return PHRASES[RaisonDeFin(raison)].format(minutes=minutes, heures=heures)


def cle_de_la_suite(cle: str) -> str:
    """Return the key of the anonymous session that follows a session that ended.

    It is computed from the old key, with the secret of the portal: two requests that arrive together at the
    limit, and one that arrives later with the old cookie, all reach the same session. Signing in changes the
    key again, so that whoever held the old one holds nothing.

    Args:
        cle: key of the session that ended.
    """
    return salted_hmac("suite-de-session", cle, algorithm="sha256").hexdigest()[:40]
