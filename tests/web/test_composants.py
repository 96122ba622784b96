"""What the components compute before they are drawn."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from espace_partenaires.web import composants


@pytest.mark.exigence("UX-03")
def test_chaque_etat_a_une_forme_a_lui() -> None:
    genres = ["retard", "bientot", "fait", "vous", "neutre", "attente"]
    assert len({composants.etat(genre).forme for genre in genres}) == len(genres)


@pytest.mark.exigence("UX-03")
def test_un_etat_inconnu_se_voit_tout_de_suite() -> None:
    with pytest.raises(KeyError):
        composants.etat("vert")


@pytest.mark.exigence("UX-03")
@pytest.mark.parametrize(
    ("comptes", "attendu"),
    [
        ((2, 0, 3), "UUL"),
        ((11, 1, 15), "U" * 11 + "R" + "L" * 3),
        ((0, 0, 0), ""),
        ((4, 0, 3), "UUUD"),
        ((2, 2, 3), "UURD"),
        ((3, 0, 3), "UUU"),
        ((50, 1, 61), ""),
    ],
)
def test_la_jauge_compte_les_places(comptes: tuple[int, int, int], attendu: str) -> None:
    assert "".join(siege[0].upper() for siege in composants.jauge(*comptes).sieges) == attendu


@pytest.mark.exigence("UX-03")
@given(utilises=st.integers(0, 400), reserves=st.integers(0, 400), maximum=st.integers(0, 400))
def test_la_jauge_ne_perd_aucune_place(utilises: int, reserves: int, maximum: int) -> None:
    jauge = composants.jauge(utilises, reserves, maximum)
    assert jauge.occupes + jauge.libres == maximum + jauge.en_trop
    assert not (jauge.libres and jauge.en_trop)
    assert len(jauge.sieges) in {0, max(maximum, utilises + reserves)}


@pytest.mark.exigence("UX-03")
@given(st.lists(st.floats(min_value=-1, max_value=1e9), min_size=1, max_size=12))
def test_aucun_segment_du_ruban_ne_disparait(poids: list[float]) -> None:
    places = composants.repartir([composants.Segment("neutre", "CPAM", poids=part) for part in poids])
    assert [place.segment.poids for place in places] == poids
    assert all(1 <= place.parts <= composants.PARTS for place in places)


@pytest.mark.exigence("UX-03")
def test_les_largeurs_suivent_les_durees() -> None:
    segments = [composants.Segment("neutre", "CPAM", poids=6), composants.Segment("vous", "vous", poids=18)]
    assert [place.parts for place in composants.repartir(segments)] == [5, 15]


@pytest.mark.exigence("UX-04")
@pytest.mark.parametrize(
    ("nombre", "attendu"), [(0, "0 place libre"), (1, "1 place libre"), (2, "2 places libres")]
)
def test_le_pluriel_commence_a_deux(nombre: int, attendu: str) -> None:
    gabarit = Template("{{ n }} place{{ n|pluralize }} libre{{ n|pluralize }}")
    assert gabarit.render(Context({"n": nombre})) == attendu
