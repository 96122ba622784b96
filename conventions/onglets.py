"""The pages of a convention: each part of its life adds its own, shown as a row of links under the title."""

from collections.abc import Callable
from dataclasses import dataclass

from conventions.models import Convention
from espace_partenaires.comptes.acteur import Acteur

Visible = Callable[[Acteur, Convention], bool]


@dataclass(frozen=True, slots=True)
class Onglet:
    """One page of a convention.

    Attributes:
        cle: unique key; the page passes it as ``onglet`` so that its link is marked as the current one.
        libelle: French words of the link.
        route: name of a route whose only argument is ``cle``, the convention's key.
        ordre: position; steps of ten leave room.
        visible: whether this actor has this page for this convention.
    """

    cle: str
    libelle: str
    route: str
    ordre: int
    visible: Visible


_onglets: dict[str, Onglet] = {}


def enregistrer_onglet(onglet: Onglet) -> None:
    """Add a page to every convention (called from ``navigation.py``).

    Raises:
        ValueError: when another page already has this key.
    """
    if _onglets.setdefault(onglet.cle, onglet) != onglet:
        raise ValueError(f"Une convention a déjà une page {onglet.cle}.")


def onglets_pour(acteur: Acteur, convention: Convention) -> list[Onglet]:
    """Return the pages of a convention that an actor sees, in order."""
    visibles = (onglet for onglet in _onglets.values() if onglet.visible(acteur, convention))
    return sorted(visibles, key=lambda onglet: (onglet.ordre, onglet.libelle))
