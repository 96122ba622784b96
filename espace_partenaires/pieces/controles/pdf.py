"""PDF: does it open, can it be read, does it carry anything active."""

import io
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pypdf import PasswordType, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from espace_partenaires.pieces.controles.refus import PieceRefusee

PAGES_MAX: Final = 200
OBJETS_MAX: Final = 100_000
DUREE_MAX_SECONDES: Final = 10.0
PIXELS_MAX_IMAGE: Final = 150_000_000
_FIN: Final = re.compile(rb"%%EOF[\s\x00]*\Z")
_NOM_ECHAPPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTION_ECRITE: Final = re.compile(rb"/S\s*/(?:JavaScript|Launch|ImportData|SubmitForm|RichMediaExecute)\b")
_CLES_ACTIVES: Final = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
_ACTIONS: Final = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute"})
_CLES_DE_FICHIER: Final = frozenset({"/EF", "/EmbeddedFiles", "/Collection"})
_journal = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExamenPdf:
    """What the examination of a PDF found.

    Attributes:
        pages: number of pages.
        fichier_joint: whether it carries another file.
    """

    pages: int
    fichier_joint: bool


def examiner_pdf(octets: bytes) -> ExamenPdf:
    """Open a PDF as a reader would, and walk through all that it can reach.

    A file attached inside is only reported: at deposit it is let into quarantine, where the antivirus
    sees it (an infected one is then called infected); the worker refuses a clean one.

    Args:
        octets: the whole content.

    Raises:
        PieceRefusee: does not open, truncated, needs a password, active content, too long or too complex.

    Exigence: DOC-01, DOC-05 (S1u 3.1)
    """
    if not _FIN.search(octets[-4096:]):
        raise PieceRefusee("pdf_illisible")
    if _ACTION_ECRITE.search(_NOM_ECHAPPE.sub(_caractere, octets)):
        raise PieceRefusee("pdf_actif")
    try:
        return _examiner(octets)
    except PieceRefusee:
        raise
    except Exception as erreur:  # a hostile PDF makes the parser fail in any way at all: never accepted
        _journal.info("PDF refused: the parser raised %s", type(erreur).__name__)
        raise PieceRefusee("pdf_illisible") from erreur


def _caractere(trouve: re.Match[bytes]) -> bytes:
    return bytes.fromhex(trouve[1].decode("ascii"))


def _examiner(octets: bytes) -> ExamenPdf:
    lecteur = PdfReader(io.BytesIO(octets))
    # Protected against printing only (owner's password): it opens for everyone, so it is accepted.
    if lecteur.is_encrypted and lecteur.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise PieceRefusee("pdf_chiffre")
    pages = lecteur.get_num_pages()
    if pages > PAGES_MAX:
        raise PieceRefusee("pdf_trop_de_pages", pages=pages, limite=PAGES_MAX)
    fichier_joint = False
    for dictionnaire in _dictionnaires(lecteur):
        _refuser_actif(dictionnaire)
        fichier_joint = fichier_joint or _porte_un_fichier(dictionnaire)
    if not pages or len(lecteur.pages) != pages:
        raise PieceRefusee("pdf_illisible")
    for page in lecteur.pages:
        if min(page.mediabox.width, page.mediabox.height) <= 0:
            raise PieceRefusee("pdf_illisible")
    return ExamenPdf(pages=pages, fichier_joint=fichier_joint)


def _dictionnaires(lecteur: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary reachable from the trailer, each once, within limits of count and time."""
    limite = time.monotonic() + DUREE_MAX_SECONDES
    pile: list[object] = [lecteur.trailer]
    vus: set[tuple[int, int]] = set()
    compte = 0
    while pile:
        compte += 1
        if compte > OBJETS_MAX or time.monotonic() > limite:
            raise PieceRefusee("pdf_trop_complexe")
        objet = pile.pop()
        if isinstance(objet, IndirectObject):
            if (objet.idnum, objet.generation) in vus:
                continue
            vus.add((objet.idnum, objet.generation))
            objet = objet.get_object()
        if isinstance(objet, DictionaryObject):
            yield objet
            pile.extend(valeur for valeur in objet.values() if _se_parcourt(valeur))
        elif isinstance(objet, ArrayObject):
            pile.extend(valeur for valeur in objet if _se_parcourt(valeur))


def _se_parcourt(valeur: object) -> bool:
    return isinstance(valeur, IndirectObject | DictionaryObject | ArrayObject)


def _refuser_actif(dictionnaire: DictionaryObject) -> None:
    if not _CLES_ACTIVES.isdisjoint(dictionnaire) or _nom(dictionnaire, "/S") in _ACTIONS:
        raise PieceRefusee("pdf_actif")
    if _nom(dictionnaire, "/Subtype") in {"/RichMedia", "/Movie", "/3D", "/Screen"}:
        raise PieceRefusee("pdf_actif")
    if _nom(dictionnaire, "/Subtype") == "/Image":
        largeur, hauteur = dictionnaire.get("/Width"), dictionnaire.get("/Height")
        if isinstance(largeur, int) and isinstance(hauteur, int) and largeur * hauteur > PIXELS_MAX_IMAGE:
            raise PieceRefusee("image_trop_grande")


def _porte_un_fichier(dictionnaire: DictionaryObject) -> bool:
    if not _CLES_DE_FICHIER.isdisjoint(dictionnaire):
        return True
    return (
        _nom(dictionnaire, "/Subtype") == "/FileAttachment" or _nom(dictionnaire, "/Type") == "/EmbeddedFile"
    )


def _nom(dictionnaire: DictionaryObject, cle: str) -> str:
    valeur = dictionnaire.get(cle)
    return valeur if isinstance(valeur, str) else ""
