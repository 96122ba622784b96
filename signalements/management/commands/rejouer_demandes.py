"""Replay every demande from its facts and compare with what is stored (NOV-03)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from signalements.models import Demande
from signalements.selectors.rejeu import ecart


class Command(BaseCommand):
    """A report: nothing is mended, a difference is a fault to understand."""

    help = "Rejoue chaque demande à partir de ses faits et signale celles dont l’état ou l’échéance diffère."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print each difference, without anything about a person.

        Raises:
            CommandError: when a demande differs from its facts.
        """
        demandes = Demande.objects.select_related("caisse").prefetch_related("evenements").order_by("pk")
        total = ecarts = 0
        for demande in demandes.iterator(chunk_size=500):
            total += 1
            trouve = ecart(demande)
            if trouve is not None:
                ecarts += 1
                self.stdout.write(f"{demande} : enregistré {trouve[0]}, rejoué {trouve[1]}")
        if ecarts:
            raise CommandError(f"{ecarts} demandes sur {total} diffèrent de leurs faits.")
        self.stdout.write(f"{total} demandes rejouées, aucun écart.")
