"""Passwords: the last five refused however they are set, renewed in time, every change told (HAB-05, HAB-06)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from io import StringIO
from unittest import mock

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import MotDePasseChoisi, Utilisateur
from espace_partenaires.comptes.services.invitations import activer_compte, inviter
from espace_partenaires.notifications.models import Courriel
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, creer_compte, donner_second_facteur, publier_cgu
from tests.factories.habilitations import creer_technicien

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-06")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
JOUR_ZERO = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PASSES = [f"chemin creux numéro {numero}" for numero in range(1, 8)]
PROFIL = "/mon-compte/"
CHANGER = "/mon-compte/mot-de-passe/"


@pytest.fixture(autouse=True)
def _cache_vide() -> None:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()


@pytest.fixture
def temps() -> Iterator[time_machine.Traveller]:
    """Time stands still on day zero."""
    with time_machine.travel(JOUR_ZERO, tick=False) as voyageur:
        yield voyageur


def _changer(navigateur: ClientDuPortail, ancien: str, nouveau: str) -> str:
    cache.clear()  # the limit on changes has its own test
    donnees = {"oldpassword": ancien, "password1": nouveau, "password2": nouveau}
    return navigateur.post(CHANGER, donnees, follow=True).content.decode()


def _poser(compte: Utilisateur, *mots_de_passe: str) -> None:
    for mot_de_passe in mots_de_passe:
        compte.set_password(mot_de_passe)
        compte.save()


def test_the_present_password_and_the_fifth_before_are_refused_the_sixth_is_not() -> None:
    compte = creer_compte()
    _poser(compte, *PASSES[:6])
    for refuse in PASSES[1:6]:
        with pytest.raises(ValidationError, match="vos 5 derniers"):
            validate_password(refuse, compte)
    validate_password(PASSES[0], compte)
    assert MotDePasseChoisi.objects.filter(utilisateur=compte).count() == 5


def test_accounts_do_not_share_their_past() -> None:
    _poser(creer_compte(), PASSES[0])
    autre = creer_compte()
    validate_password(PASSES[0], autre)
    assert MotDePasseChoisi.objects.filter(utilisateur=autre).count() == 1


def test_an_account_of_before_the_memory_still_refuses_its_present_password() -> None:
    compte = creer_compte()
    MotDePasseChoisi.objects.all().delete()
    with pytest.raises(ValidationError, match="vos 5 derniers"):
        validate_password(MOT_DE_PASSE, compte)


@pytest.mark.exigence("HAB-05")
def test_a_first_password_by_the_link_is_remembered_and_told_to_nobody(comme_web: CommeWeb) -> None:
    compte = creer_compte(is_active=False, password=None, profil=Profil.AGENT)
    assert not MotDePasseChoisi.objects.exists()
    secret = _secret(compte)
    with comme_web(None):
        activer_compte(secret=secret, mot_de_passe=PASSES[0])
    assert check_password(PASSES[0], MotDePasseChoisi.objects.get(utilisateur=compte).condensat)
    assert not Courriel.objects.filter(message="comptes.mot_de_passe_change").exists()


def _secret(compte: Utilisateur) -> str:
    _, lien = inviter(acteur=ACTEUR_SYSTEME, utilisateur=compte)
    return lien.rstrip("/").rpartition("/")[2]


def test_a_link_does_not_bring_a_former_password_back(comme_web: CommeWeb) -> None:
    compte = creer_compte(profil=Profil.AGENT)
    secret = _secret(compte)
    with comme_web(None), pytest.raises(ValidationError, match="vos 5 derniers"):
        activer_compte(secret=secret, mot_de_passe=MOT_DE_PASSE)
    with comme_web(None):
        activer_compte(secret=secret, mot_de_passe=PASSES[0])
    assert Courriel.objects.get(message="comptes.mot_de_passe_change").destinataire == compte


def test_the_change_page_refuses_the_last_ones_and_remembers(connecter: Connecter) -> None:
    compte = creer_compte()
    navigateur = connecter(compte)
    assert "que vos 5 derniers" in _changer(navigateur, MOT_DE_PASSE, MOT_DE_PASSE)
    assert "Votre mot de passe est changé" in _changer(navigateur, MOT_DE_PASSE, PASSES[0])
    assert "que vos 5 derniers" in _changer(navigateur, PASSES[0], MOT_DE_PASSE)
    assert MotDePasseChoisi.objects.filter(utilisateur=compte).count() == 2


def test_the_commands_remember_and_refuse_too() -> None:
    champs = {"courriel": "a@caisse.example", "nom": "Essai", "prenom": "Ada"}
    with mock.patch.dict("os.environ", {"DJANGO_SUPERUSER_PASSWORD": PASSES[0]}):
        call_command(
            "createsuperuser", identifiant="admin-77", interactive=False, stdout=StringIO(), **champs
        )
    admin = Utilisateur.objects.get(identifiant="admin-77")
    assert MotDePasseChoisi.objects.filter(utilisateur=admin).count() == 1
    dits = StringIO()
    saisies = [PASSES[0], PASSES[0], PASSES[1], PASSES[1]]
    with mock.patch("getpass.getpass", side_effect=saisies):
        call_command("changepassword", "admin-77", stdout=dits, stderr=dits)
    assert "que vos 5 derniers" in dits.getvalue()
    assert MotDePasseChoisi.objects.filter(utilisateur=admin).count() == 2


@override_settings(
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
def test_an_upgraded_hash_is_no_change() -> None:
    compte = creer_compte()
    _poser(compte, PASSES[0])
    Utilisateur.objects.filter(pk=compte.pk).update(password=make_password(PASSES[0], hasher="pbkdf2_sha256"))
    compte.refresh_from_db()
    assert compte.check_password(PASSES[0])
    assert compte.password.startswith("md5$")
    assert MotDePasseChoisi.objects.filter(utilisateur=compte).count() == 2
    with pytest.raises(ValidationError, match="vos 5 derniers"):
        validate_password(PASSES[0], compte)


@pytest.mark.parametrize(("ecart", "passe"), [(-1, True), (0, False), (1, False)])
def test_a_password_opens_the_portal_for_180_days_to_the_minute(
    ecart: int, passe: bool, connecter: Connecter, temps: time_machine.Traveller
) -> None:
    compte = creer_compte()
    temps.move_to(JOUR_ZERO + timedelta(days=180, minutes=ecart))
    navigateur = connecter(compte)
    page = navigateur.get(PROFIL)
    if passe:
        assert compte.identifiant in page.content.decode()
    else:
        assert page["Location"] == reverse("account_change_password")
        assert navigateur.get(reverse("web:accueil"))["Location"] == reverse("account_change_password")


def test_the_page_says_why_and_the_portal_opens_after_the_change(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    compte = creer_compte()
    temps.move_to(JOUR_ZERO + timedelta(days=180))
    navigateur = connecter(compte)
    page = navigateur.get(CHANGER).content.decode()
    assert "article 2.2.1" in page
    assert "C’est le moment de le renouveler" in page
    donnees = {"oldpassword": MOT_DE_PASSE, "password1": PASSES[0], "password2": PASSES[0], "next": "/"}
    assert navigateur.post(CHANGER, donnees)["Location"] == reverse("web:accueil")
    assert "Bonjour Awa" in navigateur.get(reverse("web:accueil")).content.decode()
    assert "C’est le moment" not in navigateur.get(CHANGER).content.decode()


def test_without_a_row_the_age_counts_from_the_creation(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    compte = creer_compte()
    MotDePasseChoisi.objects.all().delete()
    temps.move_to(JOUR_ZERO + timedelta(days=180, minutes=-1))
    assert compte.identifiant in connecter(compte).get(PROFIL).content.decode()
    temps.move_to(JOUR_ZERO + timedelta(days=180))
    assert connecter(compte).get(PROFIL)["Location"] == reverse("account_change_password")


@override_settings(DUREE_MOT_DE_PASSE_JOURS=90)
def test_the_interval_is_a_setting(connecter: Connecter, temps: time_machine.Traveller) -> None:
    compte = creer_compte()
    temps.move_to(JOUR_ZERO + timedelta(days=90))
    assert connecter(compte).get(PROFIL)["Location"] == reverse("account_change_password")


@pytest.mark.exigence("HAB-05", "HAB-07")
def test_the_steps_come_in_order_second_factor_password_conditions(
    connecter: Connecter, temps: time_machine.Traveller
) -> None:
    admin = creer_compte(profil=Profil.ADMINISTRATEUR, is_staff=True, is_superuser=True)
    temps.move_to(JOUR_ZERO + timedelta(days=200))
    publier_cgu("1")
    navigateur = connecter(admin)
    assert "second-facteur" in navigateur.get(PROFIL)["Location"]
    assert "second-facteur" in navigateur.get(CHANGER)["Location"]
    donner_second_facteur(admin)
    assert navigateur.get(PROFIL)["Location"] == reverse("account_change_password")
    _changer(navigateur, MOT_DE_PASSE, PASSES[0])
    assert navigateur.get(PROFIL)["Location"] == reverse("comptes:cgu")


@pytest.mark.parametrize(("ecart", "dit"), [(-1, False), (0, True)])
def test_fourteen_days_before_the_home_and_the_profile_say_so(
    ecart: int, dit: bool, connecter: Connecter, temps: time_machine.Traveller
) -> None:
    compte = creer_compte()
    temps.move_to(JOUR_ZERO + timedelta(days=166, minutes=ecart))
    navigateur = connecter(compte)
    assert ('id="bloc-mot-de-passe"' in navigateur.get(reverse("web:accueil")).content.decode()) is dit
    profil = navigateur.get(PROFIL).content.decode()
    assert ("à renouveler bientôt" in profil) is dit
    assert "jeudi 20\N{NO-BREAK SPACE}mai 2027" in profil
    assert not Courriel.objects.exists()


@pytest.mark.exigence("SEC-01")
def test_a_change_ends_the_other_sessions_and_is_told_by_mail() -> None:
    compte = creer_compte()
    ici, ailleurs = ClientDuPortail(), ClientDuPortail()
    for navigateur in (ici, ailleurs):
        navigateur.post(
            reverse("account_login"), {"login": compte.identifiant, "password": MOT_DE_PASSE}, follow=True
        )
        assert navigateur.get(PROFIL).status_code == 200
    _changer(ici, MOT_DE_PASSE, PASSES[0])
    assert compte.identifiant in ici.get(PROFIL).content.decode()
    assert ailleurs.get(PROFIL)["Location"].startswith(reverse("account_login"))
    assert UserSession.objects.filter(user=compte).count() == 1
    courriel = Courriel.objects.get(message="comptes.mot_de_passe_change")
    assert courriel.destinataire == compte
    assert reverse("web:securite") in courriel.texte
    assert PASSES[0] not in courriel.texte + courriel.html


@pytest.mark.exigence("HAB-05")
def test_each_rule_is_on_the_page_with_what_the_browser_may_know(client: ClientDuPortail) -> None:
    compte = creer_compte(is_active=False, password=None, nom="De La Tour", courriel="secret@valmont.example")
    client.get(f"/activer/{_secret(compte)}/")
    page = client.get(reverse("comptes:activer")).content.decode()
    for code in ("longueur", "personnel", "courant", "deja_choisi", "identiques"):
        assert page.count(f'data-regle="{code}"') == 1
    assert page.count("data-a-l-envoi") == 2
    assert "delatour" in page
    assert "secret" not in page
    assert "Ouvrir mon compte" in page


@pytest.mark.exigence("HAB-05")
def test_a_link_for_another_password_says_what_it_does(client: ClientDuPortail) -> None:
    compte = creer_technicien()
    client.get(f"/activer/{_secret(compte)}/")
    assert "Choisir un nouveau mot de passe" in client.get(reverse("comptes:activer")).content.decode()
    donnees = {"mot_de_passe": PASSES[0], "confirmation": PASSES[0]}
    fin = client.post(reverse("comptes:activer"), donnees).content.decode()
    assert "Votre mot de passe est changé" in fin
