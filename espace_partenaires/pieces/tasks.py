"""Tasks of files: a wake-up each, the work is in the services."""

from celery import shared_task
from django.utils import timezone

from espace_partenaires.pieces.services.analyses import analyser as analyser_une_piece
from espace_partenaires.pieces.services.balayages import ramasser_les_orphelins, reveiller_les_dues


@shared_task(name="pieces.analyser")
def analyser(piece_id: int) -> None:
    """Scan one file; safe to run twice."""
    analyser_une_piece(piece_id=piece_id)


@shared_task(name="pieces.balayer")
def balayer() -> None:
    """Wake workers up for what is due, and compare contents with rows; safe to run twice."""
    reveiller_les_dues()
    ramasser_les_orphelins(maintenant=timezone.now())
