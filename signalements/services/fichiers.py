"""Every file of a demande goes through here: put in quarantine, numbered, withdrawn (DOC-02, NOV-04)."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.pieces.services.depots import deposer
from espace_partenaires.pieces.services.effacement import effacer
from signalements.enums import NaturePieceDemande
from signalements.models import Demande, Message, PieceAttendue, PieceDemande, PieceDemandee


def ranger_fichier(
    acteur: Acteur,
    demande: Demande,
    fichier: "UploadedFile[bytes]",
    nature: NaturePieceDemande,
    *,
    attendue: PieceAttendue | None = None,
    repond_a: PieceDemandee | None = None,
    message: Message | None = None,
) -> PieceDemande:
    """Put a file in quarantine and link it to a locked demande, under the next number.

    The partenaire is written on the file: once clean, it may read it.

    Args:
        acteur: who sends it, already allowed.
        demande: locked, its files before it.
        fichier: the upload; its name is never read.
        nature: what it is to the demande.
        attendue: which document of the motif it is.
        repond_a: the item of a request that it answers.
        message: the message it came with.

    Raises:
        PieceRefusee: the content is refused.
        RegleMetierRefusee: ``stockage_indisponible``.

    Exigence: DOC-01, DOC-02, NOV-04 (S1u 3.1)
    """
    piece = deposer(
        acteur=acteur, fichier=fichier, caisse_id=demande.caisse_id, partenaire_id=demande.partenaire_id
    )
    dernier = PieceDemande.objects.filter(demande=demande).aggregate(numero=Max("numero"))["numero"] or 0
    return PieceDemande.objects.create(
        demande=demande,
        piece=piece,
        nature=nature,
        numero=dernier + 1,
        attendue=attendue,
        repond_a=repond_a,
        message=message,
    )


def ecarter(jointe: PieceDemande, maintenant: datetime) -> None:
    """Withdraw a file and erase its content; who does it was checked before, its number is not given again."""
    jointe.retiree_le = maintenant
    jointe.save(update_fields=["retiree_le"])
    # A colleague may have joined it: the portal erases, the journal says who asked. Dismissed, nothing is left of it.
    if jointe.piece.emplacement is not None:
        effacer(acteur=ACTEUR_SYSTEME, piece=jointe.piece)
