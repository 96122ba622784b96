"""Accounts."""

from typing import Any

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import AcceptationCGU, Utilisateur, VersionCGU

MOT_DE_PASSE = "trois canards bleus au soleil"
SECRET_TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UtilisateurFactory(factory.django.DjangoModelFactory[Utilisateur]):
    """A partner's technicien by default."""

    identifiant = factory.Sequence(lambda n: f"t-0491-compte{n}")
    profil = Profil.TECHNICIEN
    nom = "Diallo"
    prenom = "Awa"
    courriel = factory.LazyAttribute(lambda compte: f"{compte.identifiant}@valmont.example")

    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **_: Any) -> None:
        """Set the password all the tests know."""
        if create:
            self.set_password(extracted or MOT_DE_PASSE)
            self.save(update_fields=["password"])


def donner_second_facteur(utilisateur: Utilisateur) -> Authenticator:
    """Give an account the application of codes all the tests know, and recovery codes."""
    totp = TOTP.activate(utilisateur, SECRET_TOTP).instance
    RecoveryCodes.activate(utilisateur)
    return totp


def publier_cgu(numero: str = "1", **champs: Any) -> VersionCGU:
    """Put a version of the conditions in force."""
    return VersionCGU.objects.create(
        numero=numero, texte="# Règle\n\nUne phrase.", **{"en_vigueur_le": timezone.now(), **champs}
    )


def accepter(utilisateur: Utilisateur, version: VersionCGU) -> AcceptationCGU:
    """Have an account accept a version."""
    return AcceptationCGU.objects.create(utilisateur=utilisateur, version=version, acceptee_le=timezone.now())
