"""Conventions, as a Django app."""

from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    """Caisses, partenaires, what binds them, and how the partnership lives."""

    name = "conventions"
    verbose_name = "Conventions"
    tables_en_ajout_seul = ("conventions_evenementconvention",)
