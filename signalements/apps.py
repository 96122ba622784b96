"""Configuration of the app."""

from django.apps import AppConfig


class SignalementsConfig(AppConfig):
    """What partners ask and how the caisse answers, under legal clocks."""

    name = "signalements"
    verbose_name = "Demandes"
    tables_en_ajout_seul = ("signalements_evenementdemande",)
