"""The actions that the journal knows: each app declares its own in ``journal.py``."""

from collections.abc import Sequence
from dataclasses import dataclass

from espace_partenaires.journal.exceptions import ActionInconnue


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of event.

    Attributes:
        code: ``app.verbe``, stable for ever.
        libelle: what a DPO reads, in French.
        details: the only keys that an entry of this action may carry.
    """

    code: str
    libelle: str
    details: frozenset[str]


_actions: dict[str, Action] = {}


def enregistrer_action(code: str, libelle: str, details: Sequence[str] = ()) -> None:
    """Declare an action (called by the module ``journal.py`` of each app).

    Args:
        code: ``app.verbe``, e.g. ``"habilitations.creer"``; 60 characters at most.
        libelle: what a DPO reads, in French.
        details: the keys that its entries may carry: codes and identifiers, never data of a person.

    Raises:
        ValueError: when the code is already taken by another declaration.

    Exigence: RGPD-05 (CNIL)
    """
    action = Action(code, libelle, frozenset(details))
    if _actions.setdefault(code, action) != action:
        raise ValueError(f"L’action {code} est déjà déclarée autrement.")


def action(code: str) -> Action:
    """Return a declared action.

    Raises:
        ActionInconnue: when no app declares this code.
    """
    try:
        return _actions[code]
    except KeyError:
        raise ActionInconnue(code) from None


def actions() -> list[Action]:
    """Return every declared action, by code."""
    return [_actions[code] for code in sorted(_actions)]
