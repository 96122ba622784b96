"""What must be done before anything else opens: second factor, CGU (HAB-05, HAB-07)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import AcceptationCGU, Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.comptes import accepter, creer_compte, donner_second_facteur, publier_cgu

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], ClientDuPortail]
PROFIL = "/mon-compte/"


@pytest.fixture
def admin() -> Utilisateur:
    """An account that must have a second factor."""
    return creer_compte(identifiant="admin-1", profil=Profil.ADMINISTRATEUR, is_staff=True, is_superuser=True)


@pytest.mark.exigence("HAB-07")
def test_an_admin_without_second_factor_gets_nowhere_else(admin: Utilisateur, connecter: Connecter) -> None:
    navigateur = connecter(admin)
    for adresse in (
        PROFIL,
        reverse("web:accueil"),
        reverse("admin:index"),
        reverse("account_change_password"),
    ):
        assert navigateur.get(adresse)["Location"] == reverse("mfa_index")


@pytest.mark.exigence("HAB-07")
def test_with_its_second_factor_the_admin_enters(admin: Utilisateur, connecter: Connecter) -> None:
    donner_second_facteur(admin)
    assert "admin-1" in connecter(admin).get(PROFIL).content.decode()


@pytest.mark.exigence("HAB-05")
def test_without_the_cgu_nothing_else_opens_and_a_new_version_asks_again(connecter: Connecter) -> None:
    compte = creer_compte()
    accepter(compte, publier_cgu("1", en_vigueur_le=timezone.now() - timedelta(days=10)))
    navigateur = connecter(compte)
    assert compte.identifiant in navigateur.get(PROFIL).content.decode()
    publier_cgu("2")
    assert navigateur.get(PROFIL)["Location"] == reverse("comptes:cgu")
    assert "Version 2" in navigateur.get(reverse("comptes:cgu")).content.decode()
    navigateur.post(reverse("comptes:cgu"), {"accepter": "on", "numero": "2"})
    assert compte.identifiant in navigateur.get(PROFIL).content.decode()
    assert AcceptationCGU.objects.filter(utilisateur=compte).count() == 2


@pytest.mark.exigence("HAB-05")
def test_a_version_published_meanwhile_is_not_accepted_unread(connecter: Connecter) -> None:
    compte = creer_compte()
    publier_cgu("1", en_vigueur_le=timezone.now() - timedelta(days=1))
    navigateur = connecter(compte)
    publier_cgu("2")
    page = navigateur.post(reverse("comptes:cgu"), {"accepter": "on", "numero": "1"})
    assert "relisez-la avant de l’accepter" in page.content.decode()
    assert not AcceptationCGU.objects.exists()


@pytest.mark.exigence("HAB-05")
def test_a_version_to_come_asks_nothing_yet(connecter: Connecter) -> None:
    compte = creer_compte()
    publier_cgu("1", en_vigueur_le=timezone.now() + timedelta(days=1))
    assert compte.identifiant in connecter(compte).get(PROFIL).content.decode()


@pytest.mark.exigence("SEC-01")
def test_activity_is_noted_once_in_five_minutes(connecter: Connecter) -> None:
    navigateur = connecter(creer_compte())
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as temps:
        navigateur.get(PROFIL)
        premiere = UserSession.objects.get().last_seen_at
        temps.shift(timedelta(minutes=4))
        navigateur.get(PROFIL)
        assert UserSession.objects.get().last_seen_at == premiere
        temps.shift(timedelta(minutes=1))
        navigateur.get(PROFIL)
        assert UserSession.objects.get().last_seen_at == premiere + timedelta(minutes=5)


@pytest.mark.exigence("SEC-01")
def test_a_page_of_a_signed_in_account_costs_few_queries(
    connecter: Connecter, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    navigateur = connecter(creer_compte())
    navigateur.get(PROFIL)
    # One more than elsewhere: this page looks for another account of the same person.
    with django_assert_max_num_queries(13):
        assert b"Mon compte" in navigateur.get(PROFIL).content
