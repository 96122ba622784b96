"""What a thief, a stranger or a curious admin must not obtain (SEC-01, HAB-05, HAB-07, HAB-16)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.cache import cache
from django.urls import reverse

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, SECRET_TOTP, creer_compte, donner_second_facteur
from tests.parcours.gestes import code_totp

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-01")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
NOUVEAU = "le chemin longe la rivière"


@pytest.fixture(autouse=True)
def _cache_vide() -> None:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()


def _entrer(
    navigateur: ClientDuPortail, identifiant: str, mot_de_passe: str, hote: str = "testserver"
) -> str:
    donnees = {"login": identifiant, "password": mot_de_passe}
    return navigateur.post(
        reverse("account_login"), donnees, follow=True, headers={"host": hote}
    ).content.decode()


@pytest.mark.exigence("HAB-07")
def test_a_session_opened_before_the_second_factor_dies_with_it(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    compte = creer_compte(identifiant="admin-9", profil=Profil.ADMINISTRATEUR, is_staff=True)
    voleur, victime = ClientDuPortail(), ClientDuPortail()
    for navigateur in (voleur, victime):
        _entrer(navigateur, compte.identifiant, MOT_DE_PASSE)
    page = victime.get(reverse("mfa_activate_totp"))
    # allauth announces the new factor after the commit.
    with django_capture_on_commit_callbacks(execute=True):
        victime.post(reverse("mfa_activate_totp"), {"code": code_totp(page.context["form"].secret)})
    assert Authenticator.objects.filter(user=compte, type="totp").exists()
    assert victime.get("/mon-compte/").status_code == 200
    assert voleur.get("/mon-compte/")["Location"].startswith(reverse("account_login"))


@pytest.mark.exigence("HAB-07")
def test_the_seed_of_a_second_factor_is_not_stored_in_clear() -> None:
    totp = donner_second_facteur(creer_compte())
    assert SECRET_TOTP not in str(totp.data)
    assert totp.wrap().validate_code(code_totp(SECRET_TOTP))


@pytest.mark.exigence("HAB-16")
def test_django_admin_holds_the_portal_s_own_models_only() -> None:
    inscrits = {modele._meta.label for modele in admin.site._registry}
    assert inscrits == {
        "comptes.VersionCGU",
        "conventions.Caisse",
        "conventions.Modele",
        "habilitations.Administrateur",
        "habilitations.Agent",
        "signalements.Motif",
    }


def test_django_admin_has_no_door_of_its_own_to_passwords(
    client: ClientDuPortail, connecter: Connecter
) -> None:
    compte = creer_compte(identifiant="admin-8", profil=Profil.ADMINISTRATEUR, is_staff=True)
    donner_second_facteur(compte)
    assert connecter(compte).get("/administration/password_change/")["Location"] == reverse(
        "account_change_password"
    )
    assert client.get("/administration/login/")["Location"] == reverse("account_login")


@pytest.mark.exigence("HAB-06")
def test_the_limit_does_not_depend_on_the_host_that_is_asked(client: ClientDuPortail) -> None:
    compte = creer_compte()
    for port in range(5):
        _entrer(client, compte.identifiant, "faux", hote=f"localhost:{8000 + port}")
    assert "Trop d’essais" in _entrer(client, compte.identifiant, MOT_DE_PASSE, hote="localhost:9000")


@pytest.mark.exigence("HAB-06")
def test_a_stranger_s_guesses_do_not_lock_out_a_known_device() -> None:
    compte = creer_compte()
    chez_elle, inconnu = ClientDuPortail(), ClientDuPortail(REMOTE_ADDR="192.0.2.7")
    _entrer(chez_elle, compte.identifiant, MOT_DE_PASSE)
    chez_elle.post(reverse("account_logout"))
    for _ in range(6):
        _entrer(inconnu, compte.identifiant, "faux")
    assert "Trop d’essais" in _entrer(ClientDuPortail(), compte.identifiant, MOT_DE_PASSE)
    assert "Trop d’essais" not in _entrer(chez_elle, compte.identifiant, MOT_DE_PASSE)
    assert compte.identifiant in chez_elle.get("/mon-compte/").content.decode()


@pytest.mark.exigence("RGPD-05")
def test_a_refused_sign_in_is_journalled_without_what_was_typed(client: ClientDuPortail) -> None:
    compte = creer_compte()
    _entrer(client, compte.identifiant, "mon secret mal tapé")
    entree = Evenement.objects.get(action="comptes.connexion_refusee")
    assert (entree.objet_id, entree.auteur_id, entree.details) == (compte.pk, None, {})


@pytest.mark.exigence("HAB-05", "HAB-01")
def test_a_link_opens_even_in_the_browser_of_another_account(connecter: Connecter) -> None:
    autre = creer_compte(profil=Profil.AGENT, is_active=False)
    _, lien = inviter(acteur=ACTEUR_SYSTEME, utilisateur=autre)
    navigateur = connecter(creer_compte())
    reponse = navigateur.get("/activer/" + lien.split("/activer/")[1])
    # The secret leaves the address at once: neither history, nor logs, nor referrers keep it.
    assert reponse["Location"] == reverse("comptes:activer")
    page = navigateur.post(reverse("comptes:activer"), {"mot_de_passe": NOUVEAU, "confirmation": NOUVEAU})
    assert autre.identifiant in page.content.decode()
    assert Utilisateur.objects.get(pk=autre.pk).is_active


@pytest.mark.exigence("HAB-07")
def test_public_pages_say_nothing_of_what_waits_behind_a_missing_step(connecter: Connecter) -> None:
    compte = creer_compte(identifiant="admin-7", profil=Profil.ADMINISTRATEUR, is_staff=True)
    page = connecter(compte).get(reverse("web:aide"))
    assert vars(page.wsgi_request)["acteur"].roles == frozenset()
