"""The shared web parts, as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    """Home, navigation, legal pages, components, error pages."""

    name = "espace_partenaires.web"
    label = "web"
    verbose_name = "pages communes"

    def ready(self) -> None:
        """Read what each app offers to the menu and to the home page."""
        autodiscover_modules("navigation")
