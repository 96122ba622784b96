"""What a request has computed already: asked again by the menu, the home and the page, it is computed once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Valeur = TypeVar("Valeur")
_memoire: ContextVar[dict[Hashable, Any] | None] = ContextVar("memoire_de_requete", default=None)


@contextmanager
def memoire_de_requete() -> Iterator[None]:
    """Open the memory of one request; it is gone with it, so that no right outlives the page that read it."""
    jeton = _memoire.set({})
    try:
        yield
    finally:
        _memoire.reset(jeton)


def une_fois(cle: Hashable, calcul: Callable[[], Valeur]) -> Valeur:
    """Return a value computed at most once per request; computed each time outside a request.

    For reading only: a service that writes computes anew.

    Args:
        cle: what the value depends on, the name of the calculation included.
        calcul: gives the value.
    """
    memoire = _memoire.get()
    if memoire is None:
        return calcul()
    if cle not in memoire:
        memoire[cle] = calcul()
    valeur: Valeur = memoire[cle]
    return valeur
