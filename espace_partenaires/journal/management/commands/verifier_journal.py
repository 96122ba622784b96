"""Check that nobody changed the journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from espace_partenaires.journal.verification import verifier


class Command(BaseCommand):
    help = "Vérifie la chaîne des sceaux du journal ; sort en erreur à la moindre anomalie."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ancre",
            default="",
            help="numero:empreinte d’un sceau relevé dans les traces envoyées hors de la base",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        rapport = verifier(ancre=options["ancre"])
        for anomalie in rapport.anomalies:
            self.stderr.write(anomalie)
        if rapport.anomalies:
            raise CommandError(f"Journal altéré : {len(rapport.anomalies)} anomalie(s).")
        self.stdout.write(
            f"Journal intact : {rapport.sceaux} sceaux, {rapport.entrees} entrées scellées,"
            f" {rapport.non_scellees} en attente. Tête {rapport.tete or 'absente'}."
        )
