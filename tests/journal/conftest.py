"""Actions that only these tests declare, and a journal that is unsealed before the database is emptied."""

from collections.abc import Iterator

import pytest

from espace_partenaires.journal.registre import enregistrer_action
from tests.factories.plateforme import desceller_journal

enregistrer_action("essais.agir", "Un acte d’essai", details=("code", "codes", "nombre"))


@pytest.fixture
def journal_scellable(transactional_db: None) -> Iterator[None]:
    """A journal whose transactions really end; its seals are thrown away before the flush."""
    yield
    desceller_journal()
