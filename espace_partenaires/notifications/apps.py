from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Messages to accounts: a stored row first, a mail after commit."""

    name = "espace_partenaires.notifications"
    label = "notifications"
    verbose_name = "Notifications"
