"""Load the reference data of every app; safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from espace_partenaires.discovery import modules_offerts


class Command(BaseCommand):
    """Caisses, modèles, conditions of use, texts of consent: what the portal needs before its first account."""

    help = "Charge les données de référence (caisses, modèles de convention, CGU, textes de consentement)."

    @transaction.atomic
    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Ask each app for its own, ground floor first."""
        for module in modules_offerts("reference"):
            for ligne in module.charger():
                self.stdout.write(ligne)
