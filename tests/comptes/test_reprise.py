"""What is sent after the end of a session is kept for its account, and for nobody else (UX-05, SEC-01)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from espace_partenaires.comptes import reprise
from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.comptes.limites import LimitesDeSessionMiddleware
from espace_partenaires.comptes.magasin import SessionStore
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.sessions import cle_de_la_suite
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, SECRET_TOTP, donner_second_facteur
from tests.factories.habilitations import creer_gestionnaire
from tests.parcours.gestes import code_totp

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("UX-05", "SEC-01")]
REPRISE = "/mon-compte/reprise/"
DEPART = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TEXTE = "Une assistante sociale\r\nqui aime les longues phrases."
LIMITE = timedelta(minutes=30, seconds=1)
Regler = Callable[[], str]


@pytest.fixture(autouse=True)
def temps() -> Iterator[time_machine.Traveller]:
    """The clock, held; no count of failures left from another test."""
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()
    with time_machine.travel(DEPART, tick=False) as coordonnees:
        yield coordonnees


@pytest.fixture
def compte(db: None) -> Utilisateur:
    """Somebody who opens accounts."""
    return creer_gestionnaire()


def page() -> str:
    """A page that takes a form, with a parameter in its address."""
    return reverse("habilitations:creer_technicien") + "?depuis=liste"


def entrer(navigateur: ClientDuPortail, compte: Utilisateur, **suite: str) -> Any:
    donnees = {"login": compte.identifiant, "password": MOT_DE_PASSE, **suite}
    return navigateur.post(reverse("account_login"), donnees)


def envoyer(navigateur: ClientDuPortail, **champs: Any) -> Any:
    return navigateur.post(page(), {"fonction": TEXTE, "civilite": "mme", **champs})


@pytest.fixture
def navigateur(compte: Utilisateur, temps: time_machine.Traveller) -> ClientDuPortail:
    """A browser whose session has just reached its limit."""
    ouvert = ClientDuPortail()
    entrer(ouvert, compte)
    assert ouvert.get(page()).status_code == 200
    temps.shift(LIMITE)
    return ouvert


def champs_rendus(html: str) -> dict[str, str]:
    trouves = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', html, re.DOTALL)
    return {nom: valeur.replace("\r\n", "\n") for nom, valeur in trouves}


def test_the_same_account_finds_its_text_and_sends_it_again(
    navigateur: ClientDuPortail, compte: Utilisateur
) -> None:
    reponse = envoyer(navigateur)
    assert reponse["Location"] == f"/connexion/?next={REPRISE}"
    assert "est conservé trente minutes" in navigateur.get(reponse["Location"]).content.decode()
    assert entrer(navigateur, compte, next=REPRISE)["Location"] == REPRISE
    html = navigateur.get(REPRISE).content.decode()
    assert f'action="{page()}"' in html
    champs = champs_rendus(html)
    assert champs == {"fonction": TEXTE.replace("\r\n", "\n"), "civilite": "mme"}
    suite = navigateur.post(page(), champs).content.decode()
    assert "qui aime les longues phrases" in suite
    # Sent again, it is kept no more.
    assert navigateur.get(REPRISE)["Location"] == "/"
    assert reprise.CLE_DE_LA_SAISIE not in navigateur.session


@pytest.mark.exigence("HAB-07")
def test_the_text_survives_the_second_factor(navigateur: ClientDuPortail, compte: Utilisateur) -> None:
    donner_second_facteur(compte)
    envoyer(navigateur)
    assert entrer(navigateur, compte)["Location"] == reverse("mfa_authenticate")
    reponse = navigateur.post(reverse("mfa_authenticate"), {"code": code_totp(SECRET_TOTP)})
    assert reponse["Location"] == REPRISE
    assert "longues phrases" in navigateur.get(REPRISE).content.decode()


@pytest.mark.exigence("HAB-17")
def test_another_account_is_shown_nothing_and_the_text_is_erased(
    navigateur: ClientDuPortail, compte: Utilisateur
) -> None:
    envoyer(navigateur)
    autre = creer_gestionnaire()
    assert entrer(navigateur, autre, next=REPRISE)["Location"] != page()
    assert navigateur.get(REPRISE)["Location"] == "/"
    assert reprise.CLE_DE_LA_SAISIE not in navigateur.session
    navigateur.post(reverse("account_logout"))
    entrer(navigateur, compte)
    assert navigateur.get(REPRISE)["Location"] == "/"


@pytest.mark.parametrize(("ecoule", "gardee"), [(29 * 60 + 59, True), (30 * 60 + 1, False)])
def test_the_text_is_kept_half_an_hour(
    navigateur: ClientDuPortail,
    compte: Utilisateur,
    temps: time_machine.Traveller,
    ecoule: int,
    gardee: bool,
) -> None:
    envoyer(navigateur)
    cle = navigateur.session.session_key
    temps.shift(ecoule)
    assert Session.objects.filter(session_key=cle, expire_date__gt=datetime.now(UTC)).exists() is gardee
    entrer(navigateur, compte)
    assert (navigateur.get(REPRISE).status_code == 200) is gardee


def test_it_can_be_abandoned(navigateur: ClientDuPortail, compte: Utilisateur) -> None:
    envoyer(navigateur)
    entrer(navigateur, compte)
    assert (
        "Votre saisie est effacée." in navigateur.post(REPRISE + "abandonner/", follow=True).content.decode()
    )
    assert navigateur.get(REPRISE)["Location"] == "/"


def test_neither_files_nor_secrets_are_kept_and_nothing_is_readable_in_the_database(
    navigateur: ClientDuPortail, compte: Utilisateur
) -> None:
    fichier = SimpleUploadedFile("accord.pdf", b"%PDF-1.7", content_type="application/pdf")
    envoyer(navigateur, piece=fichier, mot_de_passe="secret-essai", csrfmiddlewaretoken="x", code="123456")
    contenu = str(SessionStore(navigateur.session.session_key).load())
    assert "longues phrases" not in contenu
    assert Evenement.objects.filter(details__icontains="phrases").count() == 0
    entrer(navigateur, compte)
    html = navigateur.get(REPRISE).content.decode()
    assert set(champs_rendus(html)) == {"fonction", "civilite"}
    assert "vous devrez les choisir de nouveau" in html


@pytest.mark.parametrize("route", ["account_change_password", "mfa_activate_totp", "comptes:cgu"])
def test_pages_of_secrets_are_never_kept(navigateur: ClientDuPortail, route: str) -> None:
    navigateur.post(reverse(route), {"oldpassword": "secret", "texte": TEXTE})
    assert reprise.CLE_DE_LA_SAISIE not in navigateur.session


def test_a_text_too_long_is_said_not_to_be_kept(navigateur: ClientDuPortail) -> None:
    html = navigateur.post(page(), {"fonction": "é" * reprise.TAILLE_MAX}, follow=True).content.decode()
    assert "n’a pas pu être conservé" in html
    assert reprise.CLE_DE_LA_SAISIE not in navigateur.session


def test_a_form_of_another_site_is_not_kept(compte: Utilisateur, temps: time_machine.Traveller) -> None:
    strict = ClientDuPortail(enforce_csrf_checks=True)
    strict.force_login(compte, backend="allauth.account.auth_backends.AuthenticationBackend")
    temps.shift(LIMITE)
    assert envoyer(strict).status_code == 403
    assert reprise.CLE_DE_LA_SAISIE not in strict.session


def test_a_form_sent_the_next_morning_is_kept_too(
    navigateur: ClientDuPortail, compte: Utilisateur, temps: time_machine.Traveller
) -> None:
    temps.shift(timedelta(hours=14))
    envoyer(navigateur)
    entrer(navigateur, compte)
    assert "longues phrases" in navigateur.get(REPRISE).content.decode()


def test_a_form_sent_after_another_tab_found_the_end_is_kept(
    navigateur: ClientDuPortail, compte: Utilisateur
) -> None:
    ancien = navigateur.cookies[settings.SESSION_COOKIE_NAME].value
    navigateur.get("/mon-compte/")
    retard = ClientDuPortail()
    retard.cookies[settings.SESSION_COOKIE_NAME] = ancien
    # Two requests left the browser with the same cookie: the second one finds its session already erased.
    assert envoyer(retard)["Location"].endswith(REPRISE)
    assert retard.cookies[settings.SESSION_COOKIE_NAME].value == cle_de_la_suite(ancien)
    entrer(navigateur, compte)
    assert "longues phrases" in navigateur.get(REPRISE).content.decode()
    assert Evenement.objects.filter(action="comptes.session_expiree").count() == 1


def test_two_requests_at_once_end_one_session_and_lose_nothing(
    navigateur: ClientDuPortail, compte: Utilisateur
) -> None:
    cle = navigateur.cookies[settings.SESSION_COOKIE_NAME].value
    requetes = [
        RequestFactory().post(page(), {"fonction": TEXTE}, headers={"cookie": ""}),
        RequestFactory().get("/mon-compte/"),
    ]
    middleware = LimitesDeSessionMiddleware(lambda _: HttpResponse())
    for requete in requetes:
        _charger(requete, cle, compte)
    envoi, lecture = (middleware(requete) for requete in requetes)
    requetes[0].session.save()
    assert envoi.headers["Location"].endswith(REPRISE)
    assert lecture.cookies[settings.SESSION_COOKIE_NAME].value == cle_de_la_suite(cle)
    assert requetes[1].session.modified is False
    assert Evenement.objects.filter(action="comptes.session_expiree").count() == 1
    assert reprise.saisie_de(SessionStore(cle_de_la_suite(cle)), compte.pk) is not None


def _charger(requete: HttpRequest, cle: str, compte: Utilisateur) -> None:
    """Give a request its session, already read, as when two of them run side by side."""
    requete.session = SessionStore(cle)
    requete.session.get("lu")
    requete.user = compte
    vars(requete)["_messages"] = CookieStorage(requete)
    vars(requete)["_dont_enforce_csrf_checks"] = True


def test_signing_out_leaves_nothing_behind(compte: Utilisateur, temps: time_machine.Traveller) -> None:
    ouvert = ClientDuPortail()
    entrer(ouvert, compte)
    ouvert.post(reverse("account_logout"))
    temps.shift(LIMITE)
    assert envoyer(ouvert)["Location"].startswith("/connexion/?next=/comptes/")
    assert reprise.CLE_DE_LA_SAISIE not in ouvert.session
