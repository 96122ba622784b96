"""What accounts note when allauth announces something."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.mots_de_passe import prevenir_du_changement
from espace_partenaires.comptes.services.sessions import fermer_sessions
from espace_partenaires.journal.services import consigner


def _consigner(utilisateur: Utilisateur | None, action: str) -> None:
    if utilisateur is not None:
        acteur = Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil)
        consigner(acteur=acteur, action=action, objet=utilisateur)


@receiver(user_logged_in)
def noter_connexion(user: Utilisateur, **_: Any) -> None:
    """Journal a sign-in."""
    _consigner(user, "comptes.connexion")


@receiver(user_logged_out)
def noter_deconnexion(user: Utilisateur | None, **_: Any) -> None:
    """Journal a sign-out."""
    _consigner(user, "comptes.deconnexion")


@receiver(password_changed)
def noter_mot_de_passe(request: HttpRequest, user: Utilisateur, **_: Any) -> None:
    """Journal a change of password, end the other sessions, tell the person (HAB-06, SEC-01)."""
    _consigner(user, "comptes.mot_de_passe_change")
    fermer_sessions(user, sauf=request.session.session_key or "")
    prevenir_du_changement(user)


@receiver(user_login_failed)
def noter_echec(credentials: dict[str, Any], **_: Any) -> None:
    """Journal a refused sign-in, with the account aimed at when there is one; never what was typed."""
    identifiant = str(credentials.get("username", "")).lower()
    vise = Utilisateur.objects.filter(identifiant=identifiant).first()
    consigner(acteur=None, action="comptes.connexion_refusee", objet=vise)


@receiver(authenticator_added)
def noter_second_facteur(request: HttpRequest, user: Utilisateur, **_: Any) -> None:
    """Journal a second factor added, and end the sessions that were opened without it.

    Whoever had only the password must not find the door open once the account is protected (HAB-07).
    """
    _consigner(user, "comptes.second_facteur_ajoute")
    fermer_sessions(user, sauf=request.session.session_key or "")


@receiver(authenticator_removed)
def noter_retrait(user: Utilisateur, **_: Any) -> None:
    """Journal a second factor removed."""
    _consigner(user, "comptes.second_facteur_retire")


@receiver(authenticator_reset)
def noter_codes(user: Utilisateur, **_: Any) -> None:
    """Journal new recovery codes."""
    _consigner(user, "comptes.codes_de_secours")
