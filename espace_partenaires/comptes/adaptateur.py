"""What the portal changes in django-allauth: nobody signs up, and nothing tells who exists."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AdaptateurComptes(DefaultAccountAdapter):  # type: ignore[misc]
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
