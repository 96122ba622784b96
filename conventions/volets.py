"""Blocks that the apps above add to the page of a partenaire (« ses comptes », « ses demandes »)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur

Contexte = Callable[[Acteur, Partenaire, datetime], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Volet:
    """One block of the page of a partenaire.

    Attributes:
        cle: unique key; the block's section has the id ``volet-<cle>``.
        gabarit: template of the block, with its ``h2``; it receives its own context.
        contexte: what the template shows, for this actor and this partenaire, at this moment.
    """

    cle: str
    gabarit: str
    contexte: Contexte


_volets: dict[str, Volet] = {}


def enregistrer_volet(cle: str, gabarit: str, contexte: Contexte) -> None:
    """Add a block to the page of a partenaire, after those already there (called from ``navigation.py``).

    Raises:
        ValueError: when another block already has this key.
    """
    volet = Volet(cle, gabarit, contexte)
    if _volets.setdefault(cle, volet) != volet:
        raise ValueError(f"La page d’un partenaire a déjà un volet {cle}.")


def volets() -> list[Volet]:
    """Return the blocks, in the order of their registration."""
    return list(_volets.values())
