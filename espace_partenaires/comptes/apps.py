"""Accounts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ComptesConfig(AppConfig):
    """Accounts: who signs in, how, and what each app says they may do."""

    name = "espace_partenaires.comptes"
    label = "comptes"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Let each app say who its accounts are (``acteurs.py``), and listen (``receivers….py``)."""
        autodiscover_modules("acteurs", "receivers", "receivers_sessions")
