"""What a sign-in begins, and what is told of second factors."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes import reprise
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.sessions import ouvrir
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_simple, heure


@receiver(user_logged_in)
def ouvrir_session(request: HttpRequest | None, user: Utilisateur, **_: Any) -> None:
    """Count both limits from the sign-in, and drop what another account had typed in this browser (SEC-01)."""
    if request is not None:
        ouvrir(request.session, timezone.now())
        reprise.garder_pour(request.session, user.pk)


FACTEURS: Final = {
    Authenticator.Type.TOTP.value: "une application de codes",
    Authenticator.Type.WEBAUTHN.value: "une clé d’accès",
}


def _prevenir(utilisateur: Utilisateur, message: str, nature: str) -> None:
    """Tell the person by mail: if it was not her, she learns it there (SEC-01, ASVS 6.3.7)."""
    maintenant, fuseau = timezone.now(), timezone.get_current_timezone()
    contexte = {
        "prenom_destinataire": utilisateur.prenom,
        "identifiant": utilisateur.identifiant,
        "date": date_simple(maintenant.astimezone(fuseau).date()),
        "heure": heure(maintenant, fuseau),
        "lien": settings.ADRESSE_PUBLIQUE + reverse("mfa_index"),
    }
    if nature:
        contexte["nature"] = nature
    notifier(message=message, destinataires=[utilisateur], contexte=contexte)


@receiver(authenticator_added)
def dire_l_ajout(user: Utilisateur, authenticator: Authenticator, **_: Any) -> None:
    """Tell that a second factor was added; the recovery codes that come with it go without saying."""
    if authenticator.type in FACTEURS:
        _prevenir(user, "comptes.second_facteur_ajoute", FACTEURS[authenticator.type])


@receiver(authenticator_removed)
def dire_le_retrait(user: Utilisateur, authenticator: Authenticator, **_: Any) -> None:
    """Tell that a second factor was removed."""
    if authenticator.type in FACTEURS:
        _prevenir(user, "comptes.second_facteur_retire", FACTEURS[authenticator.type])


@receiver(authenticator_reset)
def dire_les_codes(user: Utilisateur, **_: Any) -> None:
    """Tell that recovery codes were replaced."""
    _prevenir(user, "comptes.codes_de_secours", "")
