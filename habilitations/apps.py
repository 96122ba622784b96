"""Configuration of the app."""

from django.apps import AppConfig


class HabilitationsConfig(AppConfig):
    """Who may act for a partenaire: quotas, validity, invitations."""

    name = "habilitations"
    verbose_name = "Habilitations"
    tables_en_ajout_seul = ("habilitations_evenementcompte",)
