"""Sign-in: one door, the same answer for all, limits that hold without Redis (HAB-06, HAB-07, SEC-01)."""

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache, caches
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, SECRET_TOTP, creer_compte, donner_second_facteur

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-01")]
ERREUR = "L’identifiant ou le mot de passe n’est pas le bon."


@pytest.fixture(autouse=True)
def _cache_vide() -> None:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()


def _essayer(client: ClientDuPortail, identifiant: str, mot_de_passe: str) -> str:
    page = client.post(
        reverse("account_login"), {"login": identifiant, "password": mot_de_passe}, follow=True
    )
    return page.content.decode()


def test_the_right_password_enters_and_is_journalled(client: ClientDuPortail) -> None:
    compte = creer_compte()
    assert "Se connecter" not in _essayer(client, compte.identifiant.upper(), MOT_DE_PASSE)
    assert Evenement.objects.filter(action="comptes.connexion", auteur_id=compte.pk).count() == 1


def test_unknown_wrong_and_inactive_answer_alike(client: ClientDuPortail) -> None:
    creer_compte(identifiant="t-1-connu")
    creer_compte(identifiant="t-1-ferme", is_active=False)
    for identifiant, mot_de_passe in (("t-1-connu", "faux"), ("t-1-inconnu", "faux"), ("t-1-ferme", "faux")):
        assert ERREUR in _essayer(client, identifiant, mot_de_passe)


def test_an_account_cannot_sign_in_by_its_mail(client: ClientDuPortail) -> None:
    compte = creer_compte()
    assert ERREUR in _essayer(client, compte.courriel, MOT_DE_PASSE)


@pytest.mark.parametrize("redis", ["présent", "absent"])
def test_after_five_failures_even_the_right_password_waits(client: ClientDuPortail, redis: str) -> None:
    if redis == "absent":
        CacheAvecRepli._muet_jusqu_a = float("inf")
    compte = creer_compte()
    for _ in range(5):
        _essayer(client, compte.identifiant, "faux")
    assert "Trop d’essais" in _essayer(client, compte.identifiant, MOT_DE_PASSE)
    CacheAvecRepli._muet_jusqu_a = 0.0


def test_redis_that_dies_is_replaced_by_the_database() -> None:
    with override_settings():
        caches["repli"].clear()
        mort = CacheAvecRepli("unix:///nulle/part.sock?db=1", {"OPTIONS": {"socket_connect_timeout": 0.2}})
        mort.set("cle", 3, 60)
        assert (mort.get("cle"), caches["repli"].get("cle"), mort.add("cle", 4)) == (3, 3, False)
        assert (mort.incr("cle"), mort.has_key("cle"), mort.touch("cle", 90), mort.delete("cle")) == (
            4,
            True,
            True,
            True,
        )


@pytest.mark.exigence("HAB-07")
def test_the_second_factor_is_asked_and_a_code_serves_once(client: ClientDuPortail) -> None:
    compte = creer_compte()
    donner_second_facteur(compte)
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False):
        code = format_hotp_value(hotp_value(SECRET_TOTP, next(iter(yield_hotp_counters_from_time()))))
        assert "Votre code de connexion" in _essayer(client, compte.identifiant, MOT_DE_PASSE)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert compte.identifiant in client.get("/mon-compte/").content.decode()
        autre = ClientDuPortail()
        _essayer(autre, compte.identifiant, MOT_DE_PASSE)
        autre.post(reverse("mfa_authenticate"), {"code": code})
        assert autre.get("/mon-compte/").status_code == 302


@pytest.mark.exigence("HAB-02", "HAB-09")
@pytest.mark.parametrize(
    "route", ["account_signup", "account_email", "account_set_password", "account_confirm_email"]
)
def test_nobody_signs_up_or_changes_mail(route: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(route)
