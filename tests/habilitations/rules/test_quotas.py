"""Seats (HAB-03, NOV-01)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espace_partenaires.comptes.enums import Profil
from habilitations.rules.quotas import Quotas, places, quota, quotas

effectifs = st.none() | st.integers(-5, 200)


@pytest.mark.exigence("HAB-03")
@pytest.mark.parametrize(
    ("membres", "gestionnaires", "techniciens"),
    [
        (None, 0, 0),
        (-1, 0, 0),
        (0, 0, 0),
        (1, 2, 5),
        (10, 2, 5),
        (11, 3, 15),
        (25, 3, 15),
        (26, 5, 25),
        (5_000, 5, 25),
    ],
)
def test_the_figures_of_the_convention(membres: int | None, gestionnaires: int, techniciens: int) -> None:
    assert quotas(membres) == Quotas(gestionnaires, techniciens)
    assert quota(Profil.GESTIONNAIRE, membres) == gestionnaires
    assert quota(Profil.TECHNICIEN, membres) == techniciens


@pytest.mark.exigence("HAB-03")
@pytest.mark.parametrize("profil", [Profil.AGENT, Profil.ADMINISTRATEUR, "inconnu"])
def test_other_profiles_have_no_seat(profil: str) -> None:
    assert quota(profil, 30) == 0


@pytest.mark.exigence("HAB-03", "NOV-01")
def test_a_fall_in_membership_shows_the_excess_and_frees_nothing() -> None:
    avant = places(Profil.TECHNICIEN, 12, 2, 20)
    apres = places(Profil.TECHNICIEN, 12, 2, 10)
    assert (avant.occupees, avant.libres, avant.en_trop) == (14, 1, 0)
    assert (apres.occupees, apres.libres, apres.en_trop) == (14, 0, 9)


@pytest.mark.exigence("HAB-03", "NOV-01")
@given(
    st.sampled_from([Profil.GESTIONNAIRE, Profil.TECHNICIEN]),
    st.integers(0, 40),
    st.integers(0, 40),
    effectifs,
)
def test_seats_always_add_up(profil: Profil, utilisees: int, reservees: int, membres: int | None) -> None:
    siennes = places(profil, utilisees, reservees, membres)
    assert siennes.libres >= 0
    assert siennes.en_trop >= 0
    assert siennes.occupees + siennes.libres - siennes.en_trop == siennes.maximum
    assert not (siennes.libres and siennes.en_trop)


@pytest.mark.exigence("HAB-03")
@given(st.integers(1, 200), st.integers(1, 200))
def test_more_members_never_means_fewer_seats(un: int, autre: int) -> None:
    petit, grand = quotas(min(un, autre)), quotas(max(un, autre))
    assert petit.gestionnaires <= grand.gestionnaires
    assert petit.techniciens <= grand.techniciens
