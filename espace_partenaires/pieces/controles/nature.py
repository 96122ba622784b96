"""What a file really is: read from its content, never from its name."""

import io
import re
import zipfile
from typing import Final

import puremagic

from espace_partenaires.pieces.controles.refus import PieceRefusee
from espace_partenaires.pieces.enums import TypePiece

SIGNATURES: Final = {
    b"%PDF-": TypePiece.PDF,
    b"\xff\xd8\xff": TypePiece.JPEG,
    b"\x89PNG\r\n\x1a\n": TypePiece.PNG,
}
DEBUT_LU: Final = 4096
_MARCHES_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Long enough never to appear by chance in ten megabytes of compressed data.
_ARCHIVE_AILLEURS: Final = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
_PAGE_WEB: Final = re.compile(
    rb"<(?:html[\s>]|body[\s>]|script[\s>]|iframe[\s>]|!doctype\s+html)", re.IGNORECASE
)
_PDF_AILLEURS: Final = re.compile(rb"%PDF-[12]\.\d")

_CONSTATS: Final = {
    "heic": "les photographies HEIC ne s’ouvrent pas partout (réglez l’appareil sur « le plus compatible »)",
    "archive": "c’est une archive ou un document de bureautique, quel que soit son nom",
    "image": "ce format d’image n’est pas accepté",
    "inconnu": "son contenu n’est ni un PDF, ni un JPEG, ni un PNG, quel que soit son nom",
}


def lire_type(octets: bytes) -> TypePiece:
    """Return the type written in the first bytes, on which the magic-number library must agree.

    Raises:
        PieceRefusee: for any other content, whatever the name says.

    Exigence: DOC-01 (S1u 3.1)
    """
    debut = octets[:DEBUT_LU]
    for signature, type_lu in SIGNATURES.items():
        if debut.startswith(signature) and type_lu.value in _types_probables(debut):
            return type_lu
    raise PieceRefusee("type_refuse", constat=_CONSTATS[_famille(octets)])


def est_archive_zip(octets: bytes) -> bool:
    """Tell whether a ZIP reader would open this content (docx, xlsm, odt and jar included).

    A ZIP is read from its end: a PDF or an image may carry one in its tail.
    """
    if octets.startswith(_MARCHES_ZIP):
        return True
    if b"PK\x05\x06" not in octets:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(octets)):
            return True
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def verifier_nature_unique(octets: bytes, type_lu: TypePiece) -> None:
    """Refuse a file that another program would read as something else.

    Raises:
        PieceRefusee: when an archive, a web page or (in an image) a PDF lives in the same bytes.

    Exigence: DOC-01 (S1u 3.1)
    """
    autre_pdf = type_lu is not TypePiece.PDF and _PDF_AILLEURS.search(octets)
    if autre_pdf or est_archive_zip(octets) or _ARCHIVE_AILLEURS.search(octets) or _PAGE_WEB.search(octets):
        raise PieceRefusee("double_nature")


def _types_probables(debut: bytes) -> set[str]:
    try:
        return {candidat.mime_type for candidat in puremagic.magic_string(debut)}
    except (puremagic.PureError, ValueError):
        return set()


def _famille(octets: bytes) -> str:
    if octets[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"}:
        return "heic"
    if est_archive_zip(octets):
        return "archive"
    if any(nature.startswith("image/") for nature in _types_probables(octets[:DEBUT_LU])):
        return "image"
    return "inconnu"
