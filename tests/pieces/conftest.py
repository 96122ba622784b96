"""A private storage for each test, whatever the setting says."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from espace_partenaires.celery import application
from tests.pieces.serveurs import Travailleur


@pytest.fixture(autouse=True)
def dossier_des_pieces(settings: Settings, tmp_path: Path) -> Path:
    """Put the contents of this test into a folder of its own."""
    dossier = tmp_path / "pieces"
    options = {
        "location": str(dossier),
        "base_url": None,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "pieces": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }
    return dossier


@pytest.fixture
def engager(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dossier_des_pieces: Path
) -> Iterator[Callable[[str], Travailleur]]:
    """Return a function that engages a Celery worker for a scanner; wake-ups go to its queue alone."""
    engages: list[Travailleur] = []

    def engager(clamd_url: str) -> Travailleur:
        travailleur = Travailleur(tmp_path, clamd_url, dossier_des_pieces)
        monkeypatch.setattr(application, "send_task", partial(application.send_task, queue=travailleur.file))
        engages.append(travailleur)
        return travailleur

    yield engager
    for travailleur in engages:
        travailleur.tuer()
