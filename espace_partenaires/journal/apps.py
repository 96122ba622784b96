"""The journal part, as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    """Who did what, when, from where: append-only, sealed, without data of an assuré."""

    name = "espace_partenaires.journal"
    label = "journal"
    verbose_name = "Journal"
    tables_en_ajout_seul = ("journal_evenement", "journal_sceau")

    def ready(self) -> None:
        """Read the actions that each app declares (``journal.py``)."""
        autodiscover_modules("journal")
