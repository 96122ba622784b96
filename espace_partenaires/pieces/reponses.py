"""The answer that carries a file: never shown inside the portal, never kept by the browser."""

from typing import Final

from django.http import FileResponse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.stockage import stockage

_EXTENSIONS: Final = {TypePiece.PDF: "pdf", TypePiece.JPEG: "jpg", TypePiece.PNG: "png"}


def reponse_piece(piece: PieceJointe, numero: int = 1) -> FileResponse:
    """Answer with a file found clean, as an attachment under an opaque name.

    The view of the app that owns the file has already found it through its own ``visibles_par``.

    Args:
        piece: the file.
        numero: what the screen calls it (« pièce n° 2 »).

    Raises:
        HorsPortee: not found clean, or erased: as if it did not exist.

    Exigence: DOC-02, DOC-04
    """
    exiger(autorise=piece.etat == EtatPiece.SAINE and piece.emplacement is not None)
    nature = TypePiece(piece.type_detecte)
    reponse = FileResponse(
        stockage().open(str(piece.emplacement), "rb"),
        as_attachment=True,
        filename=f"piece-{numero}.{_EXTENSIONS[nature]}",
        content_type=nature.value,
    )
    reponse.headers["Content-Length"] = str(piece.taille)
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    reponse.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


def consigner_telechargement(*, acteur: Acteur, piece: PieceJointe) -> None:
    """Write a download in the journal; called by the owning app's view with the answer.

    Exigence: DOC-04
    """
    consigner(acteur=acteur, action="pieces.telechargee", objet=piece)
