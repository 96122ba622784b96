"""Images: do they open, are they large enough to be read, small enough to be opened."""

import io
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PIL import Image, ImageFile

from espace_partenaires.pieces.controles.refus import PieceRefusee
from espace_partenaires.pieces.enums import TypePiece

COTE_MINIMAL: Final = 400  # pixels: a page photographed below that cannot be read
PIXELS_MAX: Final = 64_000_000
_FORMATS: Final = {TypePiece.JPEG: ("JPEG", "MPO"), TypePiece.PNG: ("PNG",)}
# One image unpacked at a time in a process: the memory of the largest one is the most this may take.
_UNE_A_LA_FOIS: Final = threading.Lock()
_journal = logging.getLogger(__name__)


def examiner_image(octets: bytes, type_lu: TypePiece) -> None:
    """Unpack an image whole, after having looked at the size it announces.

    Args:
        octets: the whole content.
        type_lu: JPEG or PNG, as its first bytes say.

    Raises:
        PieceRefusee: does not open, truncated, too small to be read, or so large that opening it is an attack.

    Exigence: DOC-01, DOC-05 (S1u 3.1)
    """
    try:
        _examiner(octets, type_lu)
    except PieceRefusee:
        raise
    except Image.DecompressionBombError as erreur:
        raise PieceRefusee("image_trop_grande") from erreur
    except Exception as erreur:  # a hostile image makes the decoder fail in any way at all: never accepted
        _journal.info("image refused: the decoder raised %s", type(erreur).__name__)
        raise PieceRefusee("image_illisible") from erreur


def _examiner(octets: bytes, type_lu: TypePiece) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(octets), formats=_FORMATS[type_lu]) as image:
            largeur, hauteur = image.size
            if largeur * hauteur > PIXELS_MAX:
                raise PieceRefusee("image_trop_grande")
            if min(largeur, hauteur) < COTE_MINIMAL:
                raise PieceRefusee(
                    "image_trop_petite", largeur=largeur, hauteur=hauteur, minimum=COTE_MINIMAL
                )
            # A JPEG may be unpacked at an eighth of its size: all of its data is read, little memory is used.
            image.draft("RGB", (max(1, largeur // 8), max(1, hauteur // 8)))
            with _rigueur():
                image.load()


@contextmanager
def _rigueur() -> Iterator[None]:
    """Unpack one image at a time, and strictly: WeasyPrint asks Pillow, for the whole process, to be lenient."""
    with _UNE_A_LA_FOIS:
        indulgence = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = indulgence
