"""Templates that only these tests draw."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _gabarits(settings: Settings) -> None:
    modele = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [{**modele, "DIRS": [*modele["DIRS"], Path(__file__).parent / "gabarits"]}]
