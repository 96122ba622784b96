"""A private storage for the papers of each test, and what the clock says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from conventions.models import Caisse, Convention, Partenaire
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire


@pytest.fixture(autouse=True)
def dossier_des_pieces(settings: Settings, tmp_path: Path) -> Path:
    """Put the contents of this test into a folder of its own."""
    dossier = tmp_path / "pieces"
    options = {"location": str(dossier), "base_url": None}
    settings.STORAGES = {
        **settings.STORAGES,
        "pieces": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }
    return dossier


@pytest.fixture
def jour() -> Iterator[time_machine.Traveller]:
    """The clock goes on from a Monday."""
    with time_machine.travel("2027-03-01T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def rhone(db: None) -> Caisse:
    """The caisse of these tests."""
    return creer_caisse()


@pytest.fixture
def valmont(db: None) -> Partenaire:
    """Its partenaire."""
    return creer_partenaire("CCAS de Valmont")


@pytest.fixture
def ccas(rhone: Caisse, valmont: Partenaire) -> Convention:
    """A métier convention with a CCAS, in force since 5 January 2026."""
    return creer_convention(rhone, valmont, objet="Convention avec Valmont")
