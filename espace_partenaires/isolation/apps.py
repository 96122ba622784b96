"""Isolation held by PostgreSQL."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from espace_partenaires.isolation.droits import accorder_droits


def _apres_migration(using: str, **_: Any) -> None:
    accorder_droits(using)


class IsolationConfig(AppConfig):
    """Isolation held by PostgreSQL: three roles, grants, row-level security, the scope of a request."""

    name = "espace_partenaires.isolation"
    label = "isolation"
    verbose_name = "Isolation"

    def ready(self) -> None:
        """Grant again after each migration: grants are derived, never written twice."""
        post_migrate.connect(_apres_migration, sender=self, dispatch_uid="isolation_droits")
