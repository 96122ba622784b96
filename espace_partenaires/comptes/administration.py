"""Django admin, reduced to what the portal itself puts there (HAB-16)."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import ModelAdmin
from django.db.models import Model
from django.db.models.base import ModelBase

APPLICATIONS_DU_PORTAIL: Final = ("espace_partenaires.", "conventions.", "habilitations.", "signalements.")


class SiteAdministration(AdminSite):
    """Refuses what libraries register by themselves: second factors, sessions and groups are nobody's to edit."""

    site_header = "Espace Partenaires"
    site_title = "Espace Partenaires"
    index_title = "Données de référence nationales"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Register a model of the portal; ignore any other.

        Args:
            model_or_iterable: one model, or several.
            admin_class: its screen.
            options: attributes of the screen.
        """
        modeles = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        for modele in modeles:
            if f"{modele.__module__}.".startswith(APPLICATIONS_DU_PORTAIL):
                super().register(modele, admin_class, **options)


class ConfigurationAdministration(AdminConfig):
    """Put the reduced site in place of Django's."""

    default_site = "espace_partenaires.comptes.administration.SiteAdministration"
