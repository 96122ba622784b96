"""Two desks, on a Monday at noon."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.signalements import Scene
from tests.signalements.rendez_vous.outils import LUNDI


@pytest.fixture
def midi() -> "Iterator[time_machine.Traveller]":
    """Monday 23 November 2026, noon in Paris."""
    with time_machine.travel(LUNDI, tick=False) as voyage:
        yield voyage


@pytest.fixture
def agente(
    scene: Scene, midi: object, connecter: Callable[[Utilisateur], ClientDuPortail]
) -> ClientDuPortail:
    """The browser of the agent of the scene."""
    return connecter(scene.compte_agent)


@pytest.fixture
def technicienne(
    scene: Scene, midi: object, connecter: Callable[[Utilisateur], ClientDuPortail]
) -> ClientDuPortail:
    """The browser of the technicien of the scene."""
    return connecter(scene.compte_technicien)
