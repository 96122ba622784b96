"""Erase what is due now, or only say how much it is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from habilitations.services.effacements import Bilan, compter_les_effacements, effacer_comptes


class Command(BaseCommand):
    help = (
        "Efface les comptes finis depuis six mois (HAB-14), comme la tâche de chaque nuit ; "
        "--essai dit seulement combien."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--essai", action="store_true", help="ne rien effacer, compter")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["essai"]:
            self._dire("À effacer, rien n’est effacé", compter_les_effacements())
        else:
            self._dire("Effacés", effacer_comptes())

    def _dire(self, titre: str, bilan: Bilan) -> None:
        self.stdout.write(f"{titre} :")
        self.stdout.write(f"  comptes et invitations de partenaires : {bilan.partenaires}")
        self.stdout.write(f"  comptes d’agents et d’administrateurs : {bilan.internes}")
        self.stdout.write(f"  demandes d’habilitation : {bilan.demandes}")
        self.stdout.write(f"  signalements de comptes compromis : {bilan.incidents}")
