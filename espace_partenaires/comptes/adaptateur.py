"""What the portal changes in django-allauth: nobody signs up, and nothing tells who exists."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from espace_partenaires.coffre import coffre
from espace_partenaires.comptes import reprise
from espace_partenaires.comptes.appareils import appareil_connu, marquer_appareil
from espace_partenaires.comptes.models import Utilisateur


class AdaptateurComptes(DefaultAccountAdapter):
    """Sign-in rules of the portal."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "username_password_mismatch": "L’identifiant ou le mot de passe n’est pas le bon.",
        "too_many_login_attempts": (
            "Trop d’essais. Attendez cinq minutes avant de recommencer ; "
            "si vous avez perdu votre mot de passe, « Mot de passe oublié » vous envoie un lien."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are created by a caisse or a gestionnaire only (HAB-02)."""
        del request
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by account, apart for a device that has already signed in to it.

        allauth also counts by host name, which whoever guesses may vary. And without the device, five
        wrong passwords typed by a stranger would close the door to the person herself (ASVS 6.1.1).
        """
        identifiant = str(credentials.get("username", "")).lower()
        return f"{identifiant}:{appareil_connu(request, identifiant)}"

    def post_login(self, request: HttpRequest, user: Utilisateur, **options: Any) -> HttpResponse:
        """Once the sign-in is complete, remember the device and lead to what was kept (UX-05)."""
        reponse: HttpResponse = super().post_login(request, user, **options)
        if reprise.saisie_de(request.session, user.pk) is not None:
            reponse = HttpResponseRedirect(reverse("comptes:reprise"))
        marquer_appareil(request, reponse, user.identifiant)
        return reponse

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing from here: every mail of the portal is a stored row first (UX-07)."""

    def add_message(self, request: HttpRequest, level: int, *arguments: Any, **options: Any) -> None:
        """Say what was changed; « you are signed in » is seen without being said."""
        modele = str(arguments[0] if arguments else options.get("message_template", ""))
        if not modele.endswith(("logged_in.txt", "logged_out.txt")):
            super().add_message(request, level, *arguments, **options)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the page from which passwords are changed; a required change says where to go itself."""
        del request
        return reverse("comptes:profil")

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Ask for the password again, unless it was given within the last five minutes (acces.md).

        allauth counts only explicit confirmations: who has just signed in would type it twice in a row.
        """
        if not super().is_reauthentication_required(app=app, **options):
            return False
        preuves = get_authentication_records(context.request, context.request.user)
        derniere = max((float(preuve["at"]) for preuve in preuves), default=0.0)
        return time.time() - derniere >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class AdaptateurSecondFacteur(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted in the database (allauth leaves them in clear)."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code, ou cette clé, n’est pas le bon. Recommencez.",
    }

    def generate_authenticator_name(self, user: Utilisateur, nature: str) -> str:
        """Propose a name for a new key."""
        deja = Authenticator.objects.filter(user_id=user.pk, type=nature).count()
        return f"Clé {deja + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the portal as the browser shows it when it asks for the key."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Utilisateur) -> dict[str, Any]:
        """Name the account: somebody may have two with one mail."""
        return {**super().get_public_key_credential_user_entity(user), "name": user.identifiant}

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return coffre("seconds-facteurs").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a stored secret."""
        return coffre("seconds-facteurs").decrypt(encrypted_text.encode()).decode()
