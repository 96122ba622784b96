"""The life of a partner's account, as data."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from habilitations.enums import EtatHabilitation


class Action(StrEnum):
    """What changes the state of an account."""

    ACTIVER = "activer"
    RENVOYER = "renvoyer"
    ANNULER = "annuler"
    EXPIRER = "expirer"
    INACTIVER = "inactiver"
    REACTIVER = "reactiver"
    EFFACER = "effacer"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step in the life of an account.

    Attributes:
        depart: states it may leave.
        action: what is done.
        arrivee: state it leads to.
        qui: who does it, or « temps ».
        article: text it rests on.
    """

    depart: frozenset[EtatHabilitation]
    action: Action
    arrivee: EtatHabilitation
    qui: str
    article: str


_INVITEE: Final = EtatHabilitation.INVITEE
_CREATEUR: Final = "gestionnaire ou caisse"
_CREATION: Final = "Convention d’utilisation, article 2.2.1"
_FIN: Final = "Convention d’utilisation, article 2.2.3"

TRANSITIONS: Final = (
    Transition(frozenset({_INVITEE}), Action.ACTIVER, EtatHabilitation.ACTIVE, "la personne", _CREATION),
    # A late invitation may be sent again: it takes a seat again, if one is left.
    Transition(
        frozenset({_INVITEE, EtatHabilitation.EXPIREE}), Action.RENVOYER, _INVITEE, _CREATEUR, _CREATION
    ),
    Transition(frozenset({_INVITEE}), Action.ANNULER, EtatHabilitation.ANNULEE, _CREATEUR, _CREATION),
    Transition(frozenset({_INVITEE}), Action.EXPIRER, EtatHabilitation.EXPIREE, "temps", _CREATION),
    Transition(
        frozenset({EtatHabilitation.ACTIVE}), Action.INACTIVER, EtatHabilitation.INACTIVE, _CREATEUR, _FIN
    ),
    Transition(
        frozenset({EtatHabilitation.INACTIVE}), Action.REACTIVER, EtatHabilitation.ACTIVE, _CREATEUR, _FIN
    ),
    Transition(
        frozenset({EtatHabilitation.INACTIVE}), Action.EFFACER, EtatHabilitation.EFFACEE, "temps", _FIN
    ),
)


def etat_apres(etat: EtatHabilitation, action: Action) -> EtatHabilitation | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the account is.
        action: what is done.

    Exigence: HAB-05, HAB-11, HAB-14 (S1u 2.2.1, 2.2.3)
    """
    return next((t.arrivee for t in TRANSITIONS if t.action is action and etat in t.depart), None)
