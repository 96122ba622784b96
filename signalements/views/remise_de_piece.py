"""Handing a file over, whoever downloads it: never without its line in the journal."""

from django.http import FileResponse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.reponses import reponse_piece
from signalements.models import Demande, PieceDemande


def remettre_piece(acteur: Acteur, demande: Demande, jointe: PieceDemande) -> FileResponse:
    """Send a file once found clean, and write in the journal who downloaded which (DOC-04).

    Args:
        acteur: who downloads; may read this file.
        demande: where it is joined.
        jointe: the file, with ``piece`` loaded.

    Raises:
        HorsPortee: what ``reponse_piece`` refuses to send.
    """
    reponse = reponse_piece(jointe.piece, jointe.numero)
    consigner(
        acteur=acteur,
        action="signalements.telecharger_piece",
        objet=demande,
        details={"numero": jointe.numero},
    )
    return reponse
