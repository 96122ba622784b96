"""What this app does when a lower floor announces something."""

from typing import Any

from django.dispatch import receiver

from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from signalements.services.preuves import apprendre_le_verdict


@receiver(piece_jugee, dispatch_uid="signalements_piece_jugee")
def _piece_jugee(piece: PieceJointe, etat: str, **_: Any) -> None:
    apprendre_le_verdict(piece=piece, etat=etat)
