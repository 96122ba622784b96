"""Load the caisses, their départements and groups, and the modèles of conventions."""

from typing import Any

from django.core.management.base import BaseCommand

from conventions.models import Caisse, Modele
from conventions.services import reference


class Command(BaseCommand):
    help = "Charge les caisses, leurs départements, leurs groupes et les modèles de convention."

    def handle(self, *_args: Any, **_options: Any) -> None:
        reference.charger()
        self.stdout.write(
            f"{Caisse.objects.count()} caisses et {Modele.objects.count()} modèles de convention en base."
        )
