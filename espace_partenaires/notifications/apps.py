"""The notifications part, as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    """Messages to accounts: a stored row first, a mail after commit."""

    name = "espace_partenaires.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        """Read the messages that each app declares (``notifications.py``)."""
        autodiscover_modules("notifications")
