"""One-time links (HAB-05)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Invitation, Utilisateur
from espace_partenaires.comptes.services.invitations import (
    activer_compte,
    annuler,
    invitation_vivante,
    inviter,
)
from espace_partenaires.comptes.signals import compte_active
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from tests.factories.comptes import creer_compte

pytestmark = [pytest.mark.exigence("HAB-05"), pytest.mark.django_db]
MOT_DE_PASSE = "le chemin longe la rivière"
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]


@pytest.fixture
def compte() -> Utilisateur:
    """An account nobody opened yet."""
    return creer_compte(is_active=False, profil=Profil.AGENT)


@pytest.fixture
def secret(compte: Utilisateur, comme_web: CommeWeb) -> str:
    """The secret of a living link."""
    with comme_web(ACTEUR_SYSTEME):
        _, lien = inviter(acteur=ACTEUR_SYSTEME, utilisateur=compte)
    return lien.rstrip("/").rpartition("/")[2]


def test_the_link_opens_the_account_once(compte: Utilisateur, secret: str, comme_web: CommeWeb) -> None:
    annonces: list[int] = []
    compte_active.connect(
        lambda utilisateur, **_: annonces.append(utilisateur.pk), weak=False, dispatch_uid="essai"
    )
    with comme_web(None):
        activer_compte(secret=secret, mot_de_passe=MOT_DE_PASSE)
        with pytest.raises(RegleMetierRefusee) as refus:
            activer_compte(secret=secret, mot_de_passe=MOT_DE_PASSE)
    compte_active.disconnect(dispatch_uid="essai")
    assert refus.value.code == "lien_invalide"
    assert authenticate(username=compte.identifiant, password=MOT_DE_PASSE) == compte
    assert annonces == [compte.pk]
    assert Evenement.objects.filter(action="comptes.activation", objet_id=compte.pk).count() == 1


def test_only_the_digest_of_the_secret_is_kept(secret: str) -> None:
    invitation = Invitation.objects.get()
    assert secret not in str(vars(invitation))
    assert len(invitation.empreinte) == 64


@pytest.mark.parametrize("jours", [7, 8])
def test_the_link_dies_after_seven_days(jours: int, secret: str) -> None:
    with pytest.raises(RegleMetierRefusee, match="sept jours pour une invitation"):
        invitation_vivante(secret=secret, maintenant=timezone.now() + timedelta(days=jours))
    assert invitation_vivante(secret=secret, maintenant=timezone.now() + timedelta(days=6, hours=23))


def test_a_new_link_kills_the_earlier_one(compte: Utilisateur, secret: str, comme_web: CommeWeb) -> None:
    with comme_web(ACTEUR_SYSTEME):
        inviter(acteur=ACTEUR_SYSTEME, utilisateur=compte)
    with pytest.raises(RegleMetierRefusee):
        invitation_vivante(secret=secret)
    assert Invitation.objects.filter(annulee_le=None).count() == 1


def test_cancelling_is_safe_twice(compte: Utilisateur, secret: str, comme_web: CommeWeb) -> None:
    with comme_web(ACTEUR_SYSTEME):
        annuler(acteur=ACTEUR_SYSTEME, utilisateur=compte)
        annuler(acteur=ACTEUR_SYSTEME, utilisateur=compte)
    with pytest.raises(RegleMetierRefusee):
        invitation_vivante(secret=secret)
    assert Evenement.objects.filter(action="comptes.invitation_annulee").count() == 1


def test_two_living_links_are_refused_by_the_database(compte: Utilisateur, secret: str) -> None:
    vivante = invitation_vivante(secret=secret)
    with pytest.raises(IntegrityError, match="une_invitation_vivante"), transaction.atomic():
        Invitation.objects.create(
            utilisateur=compte, empreinte="x", creee_le=vivante.creee_le, expire_le=vivante.expire_le
        )


@pytest.mark.parametrize(
    ("mot_de_passe", "phrase"),
    [
        ("trop court", "au moins 12"),
        ("motdepasse-awa-diallo", "ni votre nom"),
        ("mon espace partenaires", "le nom du portail"),
        ("x" * 200, "au plus 128"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays(
    mot_de_passe: str, phrase: str, secret: str, comme_web: CommeWeb
) -> None:
    with comme_web(None), pytest.raises(ValidationError, match=phrase):
        activer_compte(secret=secret, mot_de_passe=mot_de_passe)
    assert invitation_vivante(secret=secret).utilisateur.is_active is False
