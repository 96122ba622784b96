from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SignalementsConfig(AppConfig):
    """What partners ask and how the caisse answers, under legal clocks."""

    name = "signalements"
    verbose_name = "Demandes"
    tables_en_ajout_seul = ("signalements_evenementdemande",)

    def ready(self) -> None:
        """Listen to what the lower floors announce."""
        autodiscover_modules("receivers")
