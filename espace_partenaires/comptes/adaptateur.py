"""What the portal changes in django-allauth: nobody signs up, and nothing tells who exists."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest


class AdaptateurComptes(DefaultAccountAdapter):
    """Sign-in rules of the portal."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "L’identifiant ou le mot de passe n’est pas le bon.",
        "too_many_login_attempts": (
            "Trop d’essais. Attendez cinq minutes avant de recommencer ; "
            "si vous avez perdu votre mot de passe, demandez un nouveau lien."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are created by a caisse or a gestionnaire only (HAB-02)."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing from here: every mail of the portal is a stored row first (UX-07)."""

    def add_message(self, request: HttpRequest, level: int, *arguments: Any, **options: Any) -> None:
        """Say what was changed; « you are signed in » is seen without being said."""
        modele = str(arguments[0] if arguments else options.get("message_template", ""))
        if not modele.endswith(("logged_in.txt", "logged_out.txt")):
            super().add_message(request, level, *arguments, **options)

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Ask for the password again, unless it was given within the last five minutes (acces.md).

        allauth counts only explicit confirmations: who has just signed in would type it twice in a row.
        """
        if not super().is_reauthentication_required(app=app, **options):
            return False
        preuves = get_authentication_records(context.request, context.request.user)
        derniere = max((float(preuve["at"]) for preuve in preuves), default=0.0)
        return time.time() - derniere >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
