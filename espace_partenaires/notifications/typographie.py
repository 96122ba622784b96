"""French spaces in mails: no line begins with a colon, none ends with an opening guillemet."""

import re
from typing import Final

_INSECABLE: Final = "\N{NO-BREAK SPACE}"
_AVANT: Final = re.compile(r" (?=[:;?!»])")
_APRES: Final = re.compile(r"(?<=[«§]) ")
_BLANCS: Final = re.compile(rf"[^\S{_INSECABLE}]+")


def sur_une_ligne(texte: str) -> str:
    """Return a subject without any line break; the hour of a meeting keeps its no-break spaces.

    Args:
        texte: as its template gives it.

    Exigence: UX-07
    """
    return _BLANCS.sub(" ", texte).strip(" ")


def avec_insecables(texte: str) -> str:
    """Return a text or an HTML with no-break spaces where French has them.

    Args:
        texte: of a mail; its addresses hold no space.

    Exigence: UX-01, UX-07
    """
    return _APRES.sub(_INSECABLE, _AVANT.sub(_INSECABLE, texte))
