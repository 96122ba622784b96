"""One step in the life of something, as data: each app writes its own table of them in ``rules/``."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from where, by what, to where, by whom, on which text.

    Attributes:
        depart: states it may leave.
        action: what is done.
        arrivee: state it leads to.
        qui: who does it, or « temps ».
        article: text it rests on.
    """

    depart: frozenset[str]
    action: str
    arrivee: str
    qui: str
    article: str


def arrivee(transitions: Iterable[Transition], etat: str, action: str) -> str | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        transitions: a table of ``rules``.
        etat: the state one starts from.
        action: code of the act.
    """
    return next((t.arrivee for t in transitions if t.action == action and etat in t.depart), None)
