"""What the tests of demandes share."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.factories.signalements import Scene, creer_scene


@pytest.fixture
def scene(db: None) -> Scene:
    """A technicien of a CCAS and an instructeur of the CPAM du Rhône, in force."""
    return creer_scene()


@pytest.fixture
def voisins(db: None) -> Scene:
    """Another partenaire of the same caisse."""
    return creer_scene()


@pytest.fixture
def ailleurs(db: None) -> Scene:
    """Another partenaire of another caisse."""
    return creer_scene("381")


@pytest.fixture(autouse=True)
def dossier_des_pieces(settings: Settings, tmp_path: Path) -> Path:
    """Put the files of this test into a folder of its own."""
    dossier = tmp_path / "pieces"
    pieces = {**settings.STORAGES["pieces"]}
    pieces["OPTIONS"] = {**pieces["OPTIONS"], "location": str(dossier)}
    settings.STORAGES = {**settings.STORAGES, "pieces": pieces}
    return dossier
