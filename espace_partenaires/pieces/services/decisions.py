"""What a content is worth: decided from the antivirus's words and a second look, without writing anything."""

import hashlib
from dataclasses import dataclass
from typing import Final

from espace_partenaires.pieces.antivirus import (
    ARCHIVE_INTERDITE,
    Verdict,
    analyser_octets,
    est_version_numerotee,
    version_signatures,
)
from espace_partenaires.pieces.controles import PieceRefusee, controler
from espace_partenaires.pieces.controles.refus import MESSAGES
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe

VIRUS: Final = "Un virus a été trouvé dans ce fichier : il a été supprimé. Vérifiez votre appareil, puis joignez un autre fichier."
ARCHIVE: Final = "Ce fichier est une archive, quel que soit son nom : il a été supprimé. Joignez un PDF, un JPEG ou un PNG."


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a scan.

    Attributes:
        etat: saine, infectée or refusée.
        signatures: what the antivirus said of its signatures before the scan.
        motif: the sentence for the author; empty when clean.
        code: the code of the reason for the journal (name of the threat, or of the refusal).
    """

    etat: EtatPiece
    signatures: str
    motif: str = ""
    code: str = ""


def decider(piece: PieceJointe, octets: bytes) -> Decision:
    """Decide what becomes of a content: the antivirus first, then the checks of the deposit again.

    Only an explicit « OK » followed by every check makes it clean. A PDF that carries a file is infected
    when the antivirus says so, refused otherwise. A content already found clean under the very same
    numbered signatures is not sent again.

    Raises:
        AntivirusIndisponible: no explicit verdict.

    Exigence: DOC-02, DOC-03 (S1u 3.1)
    """
    signatures = version_signatures()[:120]
    sha256 = hashlib.sha256(octets).hexdigest()
    verdict = Verdict(sain=True)
    if not _deja_sain(sha256, signatures):
        verdict = analyser_octets(octets)
    if verdict.non_verifiable:
        return Decision(EtatPiece.REFUSEE, signatures, MESSAGES["analyse_refusee"], "analyse_refusee")
    if not verdict.sain:
        motif = ARCHIVE if verdict.menace == ARCHIVE_INTERDITE else VIRUS
        return Decision(EtatPiece.INFECTEE, signatures, motif, verdict.menace)
    try:
        _reverifier(piece, octets, sha256)
    except PieceRefusee as refus:
        return Decision(EtatPiece.REFUSEE, signatures, refus.message, refus.motif)
    return Decision(EtatPiece.SAINE, signatures)


def _deja_sain(sha256: str, signatures: str) -> bool:
    if not est_version_numerotee(signatures):
        return False
    connues = PieceJointe.objects.filter(sha256=sha256, etat=EtatPiece.SAINE, version_signatures=signatures)
    return connues.exists()


def _reverifier(piece: PieceJointe, octets: bytes, sha256: str) -> None:
    if sha256 != piece.sha256:
        raise PieceRefusee("contenu_altere")
    contenu = controler(octets, sha256)
    if contenu.type_detecte != piece.type_detecte:
        raise PieceRefusee("contenu_altere")
    if contenu.fichier_joint:
        raise PieceRefusee("pdf_fichier_joint")
