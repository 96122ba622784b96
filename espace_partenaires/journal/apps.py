from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Who did what, when, from where: append-only, sealed, without data of an assuré."""

    name = "espace_partenaires.journal"
    label = "journal"
    verbose_name = "Journal"
