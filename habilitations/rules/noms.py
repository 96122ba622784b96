"""Names without their accents."""

import unicodedata
from typing import Final

# What decomposition leaves whole.
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


def plier(texte: str) -> str:
    """Return a text in lower case without accents, ligatures nor invisible characters.

    Args:
        texte: a name, in any case.

    Exigence: HAB-05 (S1u 2.1)
    """
    decompose = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES))
    return "".join(c for c in decompose if unicodedata.category(c) not in {"Mn", "Cf"})
