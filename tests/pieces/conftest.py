"""A private storage for each test, whatever the setting says."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


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
