"""The whole check of a content, in order: size, type, only one nature, readable."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from espace_partenaires.pieces.controles.image import examiner_image
from espace_partenaires.pieces.controles.nature import lire_type, verifier_nature_unique
from espace_partenaires.pieces.controles.pdf import examiner_pdf
from espace_partenaires.pieces.controles.refus import PieceRefusee, taille_en_clair
from espace_partenaires.pieces.enums import TypePiece

TOUS_LES_TYPES: Final = frozenset(TypePiece)


@dataclass(frozen=True, slots=True)
class Contenu:
    """A content that passed the checks.

    Attributes:
        octets: the content itself.
        sha256: its digest, in hexadecimal.
        type_detecte: what it is.
        fichier_joint: whether this PDF carries another file, which the worker will refuse once scanned.
    """

    octets: bytes
    sha256: str
    type_detecte: TypePiece
    fichier_joint: bool


def lire_depot(fichier: "UploadedFile[bytes]") -> tuple[bytes, str]:
    """Read an upload by pieces, counting and hashing on the way; its name is never looked at.

    Returns:
        The content and its SHA-256 in hexadecimal.

    Raises:
        PieceRefusee: empty, or above ``TAILLE_MAX_PIECE`` (bytes).

    Exigence: DOC-01 (S1u 3.1)
    """
    limite = settings.TAILLE_MAX_PIECE
    empreinte, morceaux, taille = hashlib.sha256(), [], 0
    if (fichier.size or 0) <= limite:
        for morceau in fichier.chunks():
            taille += len(morceau)
            if taille > limite:
                break
            empreinte.update(morceau)
            morceaux.append(morceau)
    if taille > limite or (fichier.size or 0) > limite:
        raise PieceRefusee("trop_lourd", limite=taille_en_clair(limite))
    if not taille:
        raise PieceRefusee("vide")
    return b"".join(morceaux), empreinte.hexdigest()


def controler(octets: bytes, sha256: str, *, types: Collection[TypePiece] = TOUS_LES_TYPES) -> Contenu:
    """Check a content before it is stored, and again in the worker before it may be read.

    What becomes of a PDF that carries a file: accepted here (``fichier_joint``), quarantined, then infected
    if the antivirus says so, refused with its reason otherwise. An infected ordinary stream of a PDF passes
    here too: finding viruses is the antivirus's work alone.

    Args:
        octets: the whole content, within the size limit.
        sha256: its digest, already computed.
        types: the types accepted here; a caisse may narrow them to PDF.

    Raises:
        PieceRefusee: with a sentence that says what to do.

    Exigence: DOC-01, DOC-05 (S1u 3.1)
    """
    type_lu = lire_type(octets)
    if type_lu not in types:
        attendus = ", ".join(str(accepte.label) for accepte in TypePiece if accepte in types)
        raise PieceRefusee("type_non_demande", attendus=attendus)
    verifier_nature_unique(octets, type_lu)
    fichier_joint = False
    if type_lu is TypePiece.PDF:
        fichier_joint = examiner_pdf(octets).fichier_joint
    else:
        examiner_image(octets, type_lu)
    return Contenu(octets=octets, sha256=sha256, type_detecte=type_lu, fichier_joint=fichier_joint)
