"""One step in the life of something, as data: each app writes its own table of them in ``rules/``."""

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
