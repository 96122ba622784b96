"""Second factors of both kinds: chosen, added, removed, and told by mail (HAB-07, SEC-01)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, creer_compte, donner_second_facteur

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-07", "SEC-01")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
Capturer = Callable[..., AbstractContextManager[list[object]]]
CHOIX = "/mon-compte/second-facteur/"


@pytest.fixture(autouse=True)
def _cache_vide() -> None:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()


def donner_cle(compte: Utilisateur, nom: str = "clé du bureau") -> Authenticator:
    """Give an account a key that no browser holds: enough to list, rename and remove it."""
    cle = Authenticator.objects.create(
        user=compte, type=Authenticator.Type.WEBAUTHN, data={"name": nom, "credential": {}}
    )
    RecoveryCodes.activate(compte)
    return cle


def entrer(compte: Utilisateur) -> ClientDuPortail:
    """Sign in for real: what asks for the password again then knows it was just given."""
    navigateur = ClientDuPortail()
    navigateur.post(reverse("account_login"), {"login": compte.identifiant, "password": MOT_DE_PASSE})
    return navigateur


@pytest.fixture
def admin() -> Utilisateur:
    """An account that must have a second factor."""
    return creer_compte(identifiant="admin-1", profil=Profil.ADMINISTRATEUR, is_staff=True, is_superuser=True)


def test_a_key_comes_after_the_password_never_instead_of_it() -> None:
    assert "webauthn" in settings.MFA_SUPPORTED_TYPES
    for route in ("mfa_login_webauthn", "mfa_signup_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(route)


def test_the_missing_step_is_a_choice_between_both_kinds(admin: Utilisateur) -> None:
    navigateur = entrer(admin)
    assert navigateur.get("/mon-compte/")["Location"] == CHOIX
    page = navigateur.get(CHOIX).content.decode()
    assert "Votre compte a besoin d’un second facteur" in page
    for route in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert reverse(route) in page
        assert navigateur.get(reverse(route)).status_code == 200


def test_a_key_alone_is_enough_to_enter(admin: Utilisateur, connecter: Connecter) -> None:
    donner_cle(admin)
    assert "admin-1" in connecter(admin).get("/mon-compte/").content.decode()


def test_the_page_of_a_new_key_has_its_options_and_our_words(admin: Utilisateur) -> None:
    reponse = entrer(admin).get(reverse("mfa_add_webauthn"))
    options = reponse.context["js_data"]["creation_options"]["publicKey"]
    assert (options["rp"]["name"], options["user"]["name"]) == ("Espace Partenaires", "admin-1")
    page = reponse.content.decode()
    assert "Nom de cette clé" in page
    assert 'value="Clé 1"' in page
    assert 'id="options-de-cle" type="application/json"' in page


def test_a_forged_answer_adds_no_key(admin: Utilisateur) -> None:
    navigateur = entrer(admin)
    navigateur.get(reverse("mfa_add_webauthn"))
    page = navigateur.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": '{"id": "x"}'})
    assert "n’est pas le bon" in page.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("reponse", ['{"id": "x"}', "[]", '{"id": "x", "rawId": "x", "response": {}}', '"x"'])
def test_a_forged_answer_opens_nothing(reponse: str) -> None:
    compte = creer_compte()
    donner_second_facteur(compte)
    navigateur = entrer(compte)
    navigateur.post(reverse("mfa_authenticate"), {"credential": reponse})
    assert navigateur.get("/mon-compte/")["Location"].startswith("/connexion/")


def test_keys_are_listed_and_renamed_by_their_owner_only(connecter: Connecter) -> None:
    compte = creer_compte()
    navigateur = entrer(compte)
    cle = donner_cle(compte)
    assert "clé du bureau" in navigateur.get(reverse("mfa_list_webauthn")).content.decode()
    navigateur.post(reverse("mfa_edit_webauthn", args=[cle.pk]), {"name": "clé de secours"})
    cle.refresh_from_db()
    assert cle.wrap().name == "clé de secours"
    autre = entrer(creer_compte())
    assert (
        "clé"
        not in autre.get(reverse("mfa_list_webauthn")).content.decode().split("<main")[1].split("Aucune")[0]
    )
    for route in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert autre.post(reverse(route, args=[cle.pk]), {"name": "volée"}).status_code == 404
    cle.refresh_from_db()
    assert cle.wrap().name == "clé de secours"


def test_the_last_factor_of_an_agent_gone_another_is_asked_at_once_and_a_mail_tells(
    admin: Utilisateur, django_capture_on_commit_callbacks: Capturer
) -> None:
    navigateur = entrer(admin)
    cle = donner_cle(admin)
    with django_capture_on_commit_callbacks(execute=True):
        navigateur.post(reverse("mfa_remove_webauthn", args=[cle.pk]))
    assert not Authenticator.objects.filter(user=admin).exists()
    assert navigateur.get("/mon-compte/")["Location"] == CHOIX
    courriel = Courriel.objects.get(message="comptes.second_facteur_retire")
    assert (courriel.destinataire, "une clé d’accès" in courriel.texte) == (admin, True)
    assert "admin-1" in courriel.objet
    assert Evenement.objects.filter(action="comptes.second_facteur_retire", auteur_id=admin.pk).exists()


def test_a_removal_asks_the_password_again_after_five_minutes(connecter: Connecter) -> None:
    compte = creer_compte()
    cle = donner_cle(compte)
    # A session whose password was not given lately.
    reponse = connecter(compte).post(reverse("mfa_remove_webauthn", args=[cle.pk]))
    assert reponse["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(pk=cle.pk).exists()


def test_an_added_factor_is_told_once_and_its_codes_go_without_saying() -> None:
    compte = creer_compte()
    request = HttpRequest()
    request.session = ClientDuPortail().session
    for facteur in (donner_second_facteur(compte), Authenticator.objects.get(type="recovery_codes")):
        authenticator_added.send(sender=Authenticator, request=request, user=compte, authenticator=facteur)
    courriel = Courriel.objects.get()
    assert (courriel.message, courriel.urgent) == ("comptes.second_facteur_ajoute", True)
    assert "une application de codes" in courriel.texte
    assert "/mon-compte/second-facteur/" in courriel.texte


def test_new_recovery_codes_are_told(django_capture_on_commit_callbacks: Capturer) -> None:
    compte = creer_compte()
    navigateur = entrer(compte)
    donner_second_facteur(compte)
    with django_capture_on_commit_callbacks(execute=True):
        navigateur.post(reverse("mfa_generate_recovery_codes"))
    assert "Les anciens ne servent plus." in Courriel.objects.get(message="comptes.codes_de_secours").texte


def test_who_has_only_a_key_is_asked_for_it_or_a_recovery_code(monkeypatch: pytest.MonkeyPatch) -> None:
    compte = creer_compte()
    donner_cle(compte)
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _: [])
    page = entrer(compte).get(reverse("mfa_authenticate")).content.decode()
    assert "Code de secours" in page
    assert "Code de l’application" not in page
