"""A private storage for the files of the world."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def dossier_des_pieces(settings: Settings, tmp_path: Path) -> Path:
    """Put the files of this test into a folder of its own."""
    dossier = tmp_path / "pieces"
    pieces = {**settings.STORAGES["pieces"]}
    pieces["OPTIONS"] = {**pieces["OPTIONS"], "location": str(dossier)}
    settings.STORAGES = {**settings.STORAGES, "pieces": pieces}
    return dossier
