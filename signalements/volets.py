"""Blocks that each part adds to the page of a demande, without touching its template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande

Contexte = Callable[[Acteur, Demande, datetime], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Volet:
    """One block: its template, what it shows, where it stands (the smallest first)."""

    cle: str
    gabarit: str
    contexte: Contexte
    ordre: int


@dataclass(frozen=True, slots=True)
class VoletPret:
    """A block ready to be included: its template, and its own context under ``volet``."""

    cle: str
    gabarit: str
    contexte: Mapping[str, Any]


_agent: dict[str, Volet] = {}
_partenaire: dict[str, Volet] = {}


def enregistrer_volet_agent(cle: str, gabarit: str, contexte: Contexte, ordre: int) -> None:
    """Add a block to the agents' page of a demande; called once, from ``navigation.py``.

    Args:
        cle: anchor of the block.
        gabarit: template; its context is under ``volet``.
        contexte: gives it, or ``None`` when the block has nothing to show.
        ordre: place, the smallest first.
    """
    _agent[cle] = Volet(cle, gabarit, contexte, ordre)


def enregistrer_volet_partenaire(cle: str, gabarit: str, contexte: Contexte, ordre: int) -> None:
    """Add a block to the partner's page of a demande; as ``enregistrer_volet_agent``."""
    _partenaire[cle] = Volet(cle, gabarit, contexte, ordre)


def volets_agent(acteur: Acteur, demande: Demande, maintenant: datetime) -> list[VoletPret]:
    """Return the blocks of the agents' page that have something to show, in order."""
    return _prets(_agent, acteur, demande, maintenant)


def volets_partenaire(acteur: Acteur, demande: Demande, maintenant: datetime) -> list[VoletPret]:
    """Return the blocks of the partner's page that have something to show, in order."""
    return _prets(_partenaire, acteur, demande, maintenant)


def _prets(
    volets: Mapping[str, Volet], acteur: Acteur, demande: Demande, maintenant: datetime
) -> list[VoletPret]:
    prets = []
    for volet in sorted(volets.values(), key=lambda volet: volet.ordre):
        contexte = volet.contexte(acteur, demande, maintenant)
        if contexte is not None:
            prets.append(VoletPret(volet.cle, volet.gabarit, contexte))
    return prets
