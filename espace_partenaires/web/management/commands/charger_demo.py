"""Fill the portal with a believable demonstration; safe to run twice, refused in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from espace_partenaires.discovery import modules_offerts


class Command(BaseCommand):
    """A caisse, its partners, their accounts and demandes, aged relative to today."""

    help = "Crée des données de démonstration et affiche les comptes pour se connecter."

    @transaction.atomic
    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Ask each app for its own, ground floor first, and print the accounts.

        Raises:
            CommandError: where demonstration data is not allowed.
        """
        if not settings.DEMONSTRATION_AUTORISEE:
            raise CommandError("Les données de démonstration sont refusées en production.")
        for module in modules_offerts("demo"):
            for ligne in module.creer_demo():
                self.stdout.write(ligne)
