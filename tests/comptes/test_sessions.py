"""A session ends by itself, and its owner sees and closes the others (SEC-01)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from pytest_django.fixtures import Settings

from espace_partenaires.comptes.appareils import appareil_en_mots
from espace_partenaires.comptes.limites import EN_TETE_DE_FOND
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.sessions import OUVERTE_LE, VUE_LE, pas_s
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.factories.comptes import creer_compte

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-01")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
PROFIL, ETAT, PROLONGER = "/mon-compte/", "/mon-compte/session/", "/mon-compte/session/prolonger/"
DEPART = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE, SECONDE = timedelta(minutes=1), timedelta(seconds=1)
LIMITE, DUREE = timedelta(minutes=30), timedelta(hours=12)


@pytest.fixture
def temps() -> Iterator[time_machine.Traveller]:
    """The clock, held."""
    with time_machine.travel(DEPART, tick=False) as coordonnees:
        yield coordonnees


def _ouverte(navigateur: ClientDuPortail) -> bool:
    return bool(navigateur.get(PROFIL).status_code == 200)


def _cle(navigateur: ClientDuPortail) -> str:
    return navigateur.cookies[settings.SESSION_COOKIE_NAME].value


def test_the_settings_say_thirty_minutes_and_twelve_hours() -> None:
    assert (settings.SESSION_INACTIVITE_S, settings.SESSION_COOKIE_AGE) == (30 * 60, 12 * 3600)
    assert settings.SESSION_AVERTISSEMENT_S == 5 * 60


@pytest.mark.parametrize(("ecoule", "ouverte"), [(LIMITE - SECONDE, True), (LIMITE + SECONDE, False)])
def test_a_session_left_alone_ends_after_thirty_minutes(
    connecter: Connecter, temps: time_machine.Traveller, ecoule: timedelta, ouverte: bool
) -> None:
    navigateur = connecter(creer_compte())
    assert _ouverte(navigateur)
    temps.shift(ecoule)
    assert _ouverte(navigateur) is ouverte


@pytest.mark.parametrize(("ecoule", "ouverte"), [(DUREE - MINUTE, True), (DUREE + MINUTE, False)])
def test_a_session_in_use_ends_after_twelve_hours(
    connecter: Connecter, temps: time_machine.Traveller, ecoule: timedelta, ouverte: bool
) -> None:
    navigateur = connecter(creer_compte())
    while datetime.now(UTC) + 20 * MINUTE < DEPART + DUREE:
        temps.shift(20 * MINUTE)
        assert _ouverte(navigateur)
    temps.move_to(DEPART + ecoule)
    assert _ouverte(navigateur) is ouverte


def test_activity_counts_from_the_last_page_but_is_not_written_each_time(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    navigateur = connecter(creer_compte())
    temps.shift(timedelta(seconds=pas_s() - 1))
    assert _ouverte(navigateur)
    assert navigateur.session[VUE_LE] == int(DEPART.timestamp())
    temps.shift(SECONDE)
    assert _ouverte(navigateur)
    assert navigateur.session[VUE_LE] == int(DEPART.timestamp()) + 30


def test_what_a_page_asks_by_itself_does_not_keep_the_session_open(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    navigateur = connecter(creer_compte())
    temps.shift(20 * MINUTE)
    etat = navigateur.get(ETAT, headers={EN_TETE_DE_FOND: "oui"}).json()
    assert (etat["inactivite"], etat["totale"]) == (10 * 60, 12 * 3600 - 20 * 60)
    temps.shift(10 * MINUTE + SECONDE)
    assert not _ouverte(navigateur)


def test_staying_starts_the_thirty_minutes_again_but_not_the_twelve_hours(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    navigateur = connecter(creer_compte())
    temps.shift(29 * MINUTE)
    etat = navigateur.post(PROLONGER).json()
    assert (etat["inactivite"], etat["totale"]) == (30 * 60, 12 * 3600 - 29 * 60)
    assert navigateur.get(PROLONGER).status_code == 405


def test_an_ended_session_is_erased_said_and_journalled(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    compte = creer_compte()
    navigateur = connecter(compte)
    assert _ouverte(navigateur)
    avant = _cle(navigateur)
    temps.shift(LIMITE + SECONDE)
    reponse = navigateur.get(PROFIL + "?onglet=1")
    assert reponse["Location"] == "/connexion/?next=/mon-compte/%3Fonglet%3D1"
    assert not Session.objects.filter(session_key=avant).exists()
    assert not UserSession.objects.filter(user=compte).exists()
    entree = Evenement.objects.get(action="comptes.session_expiree")
    assert (entree.auteur_id, entree.details) == (compte.pk, {"raison": "inactivite"})
    page = navigateur.get(reponse["Location"]).content.decode()
    assert "Votre session s’est fermée après 30 minutes sans activité." in page


def test_the_sign_in_page_says_twelve_hours_when_that_was_the_reason(
    connecter: Connecter, temps: time_machine.Traveller, settings: Settings
) -> None:
    settings.SESSION_INACTIVITE_S = 24 * 3600
    navigateur = connecter(creer_compte())
    temps.shift(DUREE + SECONDE)
    page = navigateur.get(PROFIL, follow=True).content.decode()
    assert "elle dure 12 heures au plus" in page


def test_a_script_is_told_401_and_a_public_page_still_opens(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    navigateur = connecter(creer_compte())
    temps.shift(LIMITE + SECONDE)
    reponse = navigateur.get(ETAT, headers={EN_TETE_DE_FOND: "oui"})
    assert (reponse.status_code, reponse.json()["connexion"]) == (401, "/connexion/")
    envoi = navigateur.post(PROLONGER, headers={"X-Requested-With": "XMLHttpRequest"})
    assert envoi.status_code == 401
    assert "Se connecter" in navigateur.get(reverse("web:aide")).content.decode()


def test_a_session_older_than_the_limits_starts_now(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    navigateur = connecter(creer_compte())
    session = navigateur.session
    del session[OUVERTE_LE], session[VUE_LE]
    session.save()
    assert _ouverte(navigateur)
    assert navigateur.session[OUVERTE_LE] == int(DEPART.timestamp())


def test_the_owner_sees_each_device_in_words(connecter: Connecter) -> None:
    compte = creer_compte()
    ici, ailleurs = connecter(compte), connecter(compte)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    ailleurs.get(PROFIL, headers={"User-Agent": agent})
    page = ici.get(reverse("usersessions_list")).content.decode()
    assert "Firefox sur Windows" in page
    assert page.count("cet appareil") == 1
    assert page.count("/fermer/") == 1


def test_one_session_is_closed_and_its_next_request_finds_nobody(connecter: Connecter) -> None:
    compte = creer_compte()
    ici, ailleurs, reste = (connecter(compte) for _ in range(3))
    assert all(_ouverte(navigateur) for navigateur in (ici, ailleurs, reste))
    visee = UserSession.objects.get(session_key=_cle(ailleurs))
    ici.post(reverse("comptes:fermer_session", args=[visee.pk]))
    assert [_ouverte(navigateur) for navigateur in (ici, ailleurs, reste)] == [True, False, True]
    assert Evenement.objects.get(action="comptes.session_fermee").details == {"nombre": 1}
    ici.post(reverse("usersessions_list"))
    assert [_ouverte(ici), _ouverte(reste)] == [True, False]


@pytest.mark.exigence("HAB-17")
def test_nobody_closes_the_session_of_another_nor_its_own_by_that_way(connecter: Connecter) -> None:
    moi, autre = connecter(creer_compte()), connecter(creer_compte())
    assert _ouverte(moi)
    assert _ouverte(autre)
    for cible in (autre, moi):
        pk = UserSession.objects.get(session_key=_cle(cible)).pk
        assert moi.post(reverse("comptes:fermer_session", args=[pk])).status_code == 404
    assert _ouverte(moi)
    assert _ouverte(autre)


def test_a_session_past_its_limit_is_not_listed(connecter: Connecter, temps: time_machine.Traveller) -> None:
    compte = creer_compte()
    assert _ouverte(connecter(compte))
    temps.shift(LIMITE + SECONDE)
    page = connecter(compte).get(reverse("usersessions_list")).content.decode()
    assert "/fermer/" not in page


@pytest.mark.parametrize(
    ("agent", "mots"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
            "Safari sur un iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36", "Chrome sur Linux"),
        ("curl/8", "Navigateur inconnu"),
    ],
)
def test_a_device_is_said_in_words(agent: str, mots: str) -> None:
    assert appareil_en_mots(agent) == mots
