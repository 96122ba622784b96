"""What this app does when a lower floor announces something."""

from typing import Any

from django.dispatch import receiver

from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from espace_partenaires.queueing import reveiller
from habilitations.models import Habilitation
from habilitations.signals import compte_inactive
from signalements.services.livraisons import livrer_si_sain
from signalements.services.preuves import apprendre_le_verdict


@receiver(piece_jugee, dispatch_uid="signalements_piece_jugee")
def _piece_jugee(piece: PieceJointe, etat: str, **_: Any) -> None:
    apprendre_le_verdict(piece=piece, etat=etat)
    livrer_si_sain(piece=piece, etat=etat)


@receiver(compte_inactive, dispatch_uid="signalements_depart")
def _depart(habilitation: Habilitation, **_: Any) -> None:
    # Whoever inactivates reads no demande: the workers count them.
    reveiller("signalements.annoncer_depart", habilitation_id=habilitation.pk)
