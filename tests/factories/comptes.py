"""Accounts."""

import itertools
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import AcceptationCGU, MotDePasseChoisi, Utilisateur, VersionCGU

MOT_DE_PASSE = "trois canards bleus au soleil"
SECRET_TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


_numeros = itertools.count(1)


def creer_compte(**champs: Any) -> Utilisateur:
    """Make an account whose password all the tests know; a partner's technicien by default."""
    identifiant = champs.pop("identifiant", None) or f"t-0491-compte{next(_numeros)}"
    valeurs = {
        "profil": Profil.TECHNICIEN,
        "nom": "Diallo",
        "prenom": "Awa",
        "courriel": f"{identifiant}@valmont.example",
        "password": MOT_DE_PASSE,
        **champs,
    }
    return Utilisateur.objects.create_user(identifiant, **valeurs)


def donner_second_facteur(utilisateur: Utilisateur) -> Authenticator:
    """Give an account the application of codes all the tests know, and recovery codes."""
    totp: Authenticator = TOTP.activate(utilisateur, SECRET_TOTP).instance
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


def renouveler_mot_de_passe(utilisateur: Utilisateur) -> None:
    """Date the password of an account from now: for tests that travel further than its term (HAB-06)."""
    MotDePasseChoisi.objects.filter(utilisateur=utilisateur).update(choisi_le=timezone.now())
