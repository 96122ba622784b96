"""Write the retention table down."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from espace_partenaires.conservation.tableau import FICHIER, tableau


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Écrit docs/conservation.md depuis les déclarations ; --verifier échoue s’il n’est pas à jour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--verifier", action="store_true", help="ne rien écrire, dire si le fichier est à jour"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        texte = tableau()
        if not options["verifier"]:
            FICHIER.write_text(texte, encoding="utf-8")
            self.stdout.write(f"{FICHIER.name} écrit.")
        elif not FICHIER.exists() or FICHIER.read_text(encoding="utf-8") != texte:
            raise CommandError(f"{FICHIER.name} n’est pas à jour : manage.py tableau_conservation")
