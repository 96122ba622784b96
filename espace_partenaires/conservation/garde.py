"""What may never be written where nobody expects data of a person: a NIR, a mail address, a sentence."""

import re
from typing import Final
from uuid import UUID

# The shape of a NIR: sex, year, month (or the codes from 20 up), département (Corsica included), commune,
# order, and its key or not.
_NIR: Final = re.compile(
    r"(?<!\d)[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?(?!\d)", re.IGNORECASE
)
_SEPARATEURS: Final = re.compile(r"[\s.\-_/:]")
# Addresses bear random keys, whose digits may fall into the shape of a NIR.
_CLE: Final = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE
)
_COURRIEL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def ressemble_a_un_nir(texte: str) -> bool:
    """Tell whether a text holds something shaped like a NIR, whatever separates its digits.

    Wider than the rule that speaks to people: here a false alarm costs a developer a minute.

    Exigence: RGPD-05, DEM-02 (S1u 5)
    """
    if _est_un_uuid(texte):
        return False
    return _NIR.search(_SEPARATEURS.sub("", _CLE.sub("#", texte))) is not None


def ressemble_a_un_courriel(texte: str) -> bool:
    """Tell whether a text holds something shaped like a mail address.

    Exigence: RGPD-05 (CNIL)
    """
    return _COURRIEL.search(texte) is not None


def _est_un_uuid(texte: str) -> bool:
    try:
        UUID(texte)
    except ValueError:
        return False
    return True
