"""Reports of compromised accounts: their life, what repeats, which part of the journal, how they end."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from espace_partenaires.transitions import Transition, arrivee
from habilitations.enums import ConclusionIncident, EtatIncident

ARTICLE_ACCES: Final = "Convention d’utilisation, article 4.1"
# What is gathered of the journal: from so long before the day somebody noticed.
AVANT_LE_CONSTAT: Final = timedelta(days=30)
# Public reports that say the same thing within this time are one.
FENETRE_DES_REPETITIONS: Final = timedelta(hours=1)


class ActionIncident(StrEnum):
    """What changes the state of an incident."""

    GELER = "geler"
    CLORE = "clore"


TRANSITIONS: Final = (
    Transition(
        frozenset({EtatIncident.OUVERT}),
        ActionIncident.GELER,
        EtatIncident.GELE,
        "caisse, ou partenaire pour son technicien ou lui-même",
        ARTICLE_ACCES,
    ),
    Transition(
        frozenset({EtatIncident.OUVERT, EtatIncident.GELE}),
        ActionIncident.CLORE,
        EtatIncident.CLOS,
        "caisse",
        ARTICLE_ACCES,
    ),
)


def etat_apres(etat: str, action: ActionIncident) -> EtatIncident | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the incident is, code of ``EtatIncident``.
        action: what is done.

    Exigence: HAB-12 (S1u 4.1)
    """
    suivant = arrivee(TRANSITIONS, etat, action)
    return None if suivant is None else EtatIncident(suivant)


def reference(cle: UUID) -> str:
    """Return how people name an incident: « SEC-3F2A91C4 ».

    Args:
        cle: its public key.

    Exigence: HAB-12
    """
    return f"SEC-{cle.hex[:8].upper()}"


def se_repete(precedente_le: datetime, declaree_le: datetime) -> bool:
    """Tell whether a public report that says the same as an earlier one is the same: within the hour.

    Args:
        precedente_le: when the earlier one was made (aware).
        declaree_le: when this one was.

    Exigence: HAB-12, SEC-01
    """
    return declaree_le - precedente_le < FENETRE_DES_REPETITIONS


def debut_du_journal(constate_le: date, fuseau: ZoneInfo) -> datetime:
    """Return from when on the journal of the account is gathered: thirty days before, at midnight there.

    Args:
        constate_le: the day somebody noticed.
        fuseau: time zone of the caisse.

    Exigence: HAB-12, RGPD-05 (S1u 4.1)
    """
    return datetime.combine(constate_le - AVANT_LE_CONSTAT, time.min, fuseau)


def gele_aussitot(*, son_compte: bool, technicien: bool) -> bool:
    """Tell whether the report of a partner closes the account at once: its own, or its technicien's.

    Another gestionnaire is closed by the caisse: a structure's gestionnaires do not close each other.

    Args:
        son_compte: whether the account is that of whoever reports.
        technicien: whether it is a technicien's.

    Exigence: HAB-12 (S1u 4.1)
    """
    return son_compte or technicien


def conclusions_possibles(*, rattache: bool, actif: bool, exclu: bool) -> tuple[ConclusionIncident, ...]:
    """Return how an incident may be closed, by what is true of the account at that moment.

    Args:
        rattache: whether an account is known.
        actif: whether it is active.
        exclu: whether an exclusion runs.

    Exigence: HAB-12 (S1u 4.1)
    """
    if not rattache:
        return (ConclusionIncident.SANS_COMPTE, ConclusionIncident.FAUSSE_ALERTE)
    if exclu:
        return (ConclusionIncident.EXCLUSION,)
    if actif:
        return (ConclusionIncident.COMPTE_RETABLI, ConclusionIncident.FAUSSE_ALERTE)
    return (ConclusionIncident.COMPTE_FERME, ConclusionIncident.FAUSSE_ALERTE)
