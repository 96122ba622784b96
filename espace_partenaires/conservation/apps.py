"""The conservation part, as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConservationConfig(AppConfig):
    """What is kept how long, and what erases it."""

    name = "espace_partenaires.conservation"
    label = "conservation"
    verbose_name = "Conservation"

    def ready(self) -> None:
        """Read what each app declares (``conservation.py``)."""
        autodiscover_modules("conservation")
