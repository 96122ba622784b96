"""The clock and the scene of these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from tests.conventions.comites.scene import Scene


@pytest.fixture
def jour() -> Iterator[time_machine.Traveller]:
    """The clock stands on a Monday."""
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def scene(db: None, jour: time_machine.Traveller) -> Scene:
    """A local convention under a cadre."""
    return Scene()


@pytest.fixture(autouse=True)
def dossier_des_pieces(settings: Settings, tmp_path: Path) -> None:
    """Put the files of this test into a folder of its own."""
    pieces = {**settings.STORAGES["pieces"]}
    pieces["OPTIONS"] = {**pieces["OPTIONS"], "location": str(tmp_path / "pieces")}
    settings.STORAGES = {**settings.STORAGES, "pieces": pieces}
