"""The document of states follows the tables."""

from collections import defaultdict
from collections.abc import Iterable

import pytest

from espace_partenaires.transitions import Transition
from tests.architecture.etats import FICHIER, TABLES, texte


@pytest.mark.exigence("CONV-03", "HAB-05", "DEM-10")
def test_the_document_of_states_is_not_stale() -> None:
    assert FICHIER.read_text() == texte(), "run: python -m tests.architecture.etats"


@pytest.mark.exigence("CONV-03", "HAB-05", "DEM-10")
@pytest.mark.parametrize("transitions", [t for _, t in TABLES], ids=[titre for titre, _ in TABLES])
def test_an_action_leads_from_a_state_to_one_state_only(transitions: Iterable[Transition]) -> None:
    arrivees: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pas in transitions:
        for depart in pas.depart:
            arrivees[depart, pas.action].add(pas.arrivee)
    assert {cle: ou for cle, ou in arrivees.items() if len(ou) > 1} == {}
