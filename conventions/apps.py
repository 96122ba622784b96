"""Conventions, as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConventionsConfig(AppConfig):
    """Caisses, partenaires, what binds them, and how the partnership lives."""

    name = "conventions"
    verbose_name = "Conventions"
    tables_en_ajout_seul = ("conventions_evenementconvention",)

    def ready(self) -> None:
        """Let the app that keeps the accounts say which belong to whom (``annuaire.py``)."""
        autodiscover_modules("annuaire")
