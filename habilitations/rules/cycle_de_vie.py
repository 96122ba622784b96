"""The life of a partner's account, as data."""

from enum import StrEnum
from typing import Final

from espace_partenaires.transitions import Transition
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
    # An invitation that nobody used holds the data of a person too: the same six months.
    Transition(
        frozenset({EtatHabilitation.INACTIVE, EtatHabilitation.ANNULEE, EtatHabilitation.EXPIREE}),
        Action.EFFACER,
        EtatHabilitation.EFFACEE,
        "temps",
        _FIN,
    ),
)


def etat_apres(etat: EtatHabilitation, action: Action) -> EtatHabilitation | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the account is.
        action: what is done.

    Exigence: HAB-05, HAB-11, HAB-14 (S1u 2.2.1, 2.2.3)
    """
    arrivees = (pas.arrivee for pas in TRANSITIONS if pas.action == action and etat in pas.depart)
    arrivee = next(arrivees, None)
    return None if arrivee is None else EtatHabilitation(arrivee)
