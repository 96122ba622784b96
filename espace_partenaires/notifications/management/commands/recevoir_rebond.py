"""Read a delivery report on the standard input, as the mail server pipes it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from espace_partenaires.notifications.rebonds import TAILLE_LUE, recevoir_rebond


class Command(BaseCommand):
    help = (
        "Lit sur l’entrée standard l’avis de non-remise d’un courriel du portail (multipart/report, RFC 3464) : "
        "une adresse refusée devient une tâche pour la caisse. Tout autre courriel est ignoré."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        nombre = recevoir_rebond(sys.stdin.buffer.read(TAILLE_LUE))
        self.stdout.write(f"Messages notés comme refusés : {nombre}.")
