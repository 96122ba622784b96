"""What this app does when a lower floor announces something."""

from typing import Any, Final

from django.db.models.signals import post_save
from django.dispatch import receiver

from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from espace_partenaires.queueing import reveiller
from habilitations.models import Habilitation
from habilitations.signals import compte_inactive
from signalements.enums import NatureFait
from signalements.models import EvenementDemande
from signalements.services.livraisons import livrer_si_sain
from signalements.services.preuves import apprendre_le_verdict
from signalements.services.rendez_vous_communs import liberer


@receiver(piece_jugee, dispatch_uid="signalements_piece_jugee")
def _piece_jugee(piece: PieceJointe, etat: str, **_: Any) -> None:
    apprendre_le_verdict(piece=piece, etat=etat)
    livrer_si_sain(piece=piece, etat=etat)


@receiver(compte_inactive, dispatch_uid="signalements_depart")
def _depart(habilitation: Habilitation, **_: Any) -> None:
    # Whoever inactivates reads no demande: the workers count them.
    reveiller("signalements.annoncer_depart", habilitation_id=habilitation.pk)


# Whatever ends a demande here, or takes it away, its meeting no longer stands: one place for every such act.
_LIBERENT: Final = frozenset(
    {
        NatureFait.CLOTURE.value,
        NatureFait.ANNULATION.value,
        NatureFait.RETRAIT_CONSENTEMENT.value,
        NatureFait.IRRECEVABILITE.value,
        NatureFait.TRANSFERT.value,
    }
)


@receiver(post_save, sender=EvenementDemande, dispatch_uid="signalements_liberer_rendez_vous")
def _liberer_le_rendez_vous(instance: EvenementDemande, *, created: bool, **_: Any) -> None:
    if created and str(instance.nature) in _LIBERENT:
        liberer(demande_id=instance.demande_id, maintenant=instance.survenu_le, auteur_id=instance.auteur_id)
