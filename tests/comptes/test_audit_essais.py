"""Where the limits of attempts stand: the last one allowed, the first one refused, and when it opens again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from espace_partenaires.comptes.cache import CacheAvecRepli
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, creer_compte

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-06", "SEC-01")]
DEPART = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ATTENTE, SECONDE = timedelta(minutes=5), timedelta(seconds=1)
ADRESSE, AUTRE_ADRESSE = "192.0.2.9", "192.0.2.10"


@pytest.fixture(autouse=True)
def _cache_vide() -> None:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()


@pytest.fixture
def temps() -> Iterator[time_machine.Traveller]:
    """The clock, held."""
    with time_machine.travel(DEPART, tick=False) as coordonnees:
        yield coordonnees


def _essayer(identifiant: str, mot_de_passe: str = "faux", adresse: str = ADRESSE) -> str:
    """Try from a browser never seen before, and return what the page says."""
    page = ClientDuPortail(REMOTE_ADDR=adresse).post(
        reverse("account_login"), {"login": identifiant, "password": mot_de_passe}
    )
    return page.content.decode() if page.status_code == 200 else "entré"


@pytest.mark.parametrize(("echecs", "entre"), [(4, True), (5, False)])
def test_four_failures_of_an_account_leave_a_fifth_try_five_do_not(
    temps: time_machine.Traveller, echecs: int, entre: bool
) -> None:
    compte = creer_compte()
    for _ in range(echecs):
        assert "n’est pas le bon" in _essayer(compte.identifiant)
        temps.shift(SECONDE)
    assert (_essayer(compte.identifiant, MOT_DE_PASSE) == "entré") is entre


@pytest.mark.parametrize(("ecoule", "entre"), [(ATTENTE - SECONDE, False), (ATTENTE + SECONDE, True)])
def test_an_account_opens_again_five_minutes_after_the_failures(
    temps: time_machine.Traveller, ecoule: timedelta, entre: bool
) -> None:
    compte = creer_compte()
    for _ in range(5):
        _essayer(compte.identifiant)
    temps.shift(ecoule)
    page = _essayer(compte.identifiant, MOT_DE_PASSE)
    assert ("Trop d’essais" in page, page == "entré") == (not entre, entre)


@pytest.mark.parametrize(("echecs", "entre"), [(29, True), (30, False)])
def test_thirty_failures_from_one_address_close_it_whatever_the_account(
    temps: time_machine.Traveller, echecs: int, entre: bool
) -> None:
    compte = creer_compte()
    for rang in range(echecs):
        assert "n’est pas le bon" in _essayer(f"t-1-inconnu{rang}")
        temps.shift(timedelta(seconds=5))
    assert (_essayer(compte.identifiant, MOT_DE_PASSE) == "entré") is entre
    assert _essayer(compte.identifiant, MOT_DE_PASSE, AUTRE_ADRESSE) == "entré"
