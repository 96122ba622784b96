"""Names compared without their spelling (DEM-15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalements.rules.identite import normaliser_nom


@pytest.mark.exigence("DEM-15")
@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Éloïse", "ELOISE"),
        ("Jean-Pierre", "jean pierre"),
        ("D’Angelo", "D'ANGELO"),
        ("Le  Goff", " le goff "),
        ("Lœuil", "LOEUIL"),
        ("Çelik", "celik"),
        ("Nuñez\u00a0Díaz", "Nunez Diaz"),
        ("Émile", "E\u0301mile"),
        ("Saint‑Étienne", "SAINT-ETIENNE"),
        ("Strauß", "Strauss"),
    ],
)
def test_spelling_does_not_tell_names_apart(un: str, autre: str) -> None:
    assert normaliser_nom(un) == normaliser_nom(autre)


@pytest.mark.exigence("DEM-15")
def test_different_names_stay_different() -> None:
    assert normaliser_nom("Martin") != normaliser_nom("Martine")
    assert normaliser_nom("李") == "李"
    assert normaliser_nom("  ") == ""


@pytest.mark.exigence("DEM-15")
@given(st.text(alphabet=st.characters(max_codepoint=0x17F), max_size=30))
def test_normalising_twice_changes_nothing(nom: str) -> None:
    assert normaliser_nom(normaliser_nom(nom)) == normaliser_nom(nom)
