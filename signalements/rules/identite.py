"""The assuré's identity: names compared without their spelling, and shown by initials."""

import re
import unicodedata
from typing import Final

from habilitations.rules.noms import plier

_HORS_LETTRES: Final = re.compile(r"[^a-z0-9]+")


def normaliser_nom(nom: str) -> str:
    """Return a name in the form used to compare it: « Éloïse D’Arc-Œil » gives ``eloise d arc oeil``.

    Accents and case go; hyphens, apostrophes, dots and spaces all become one space. Names written in a
    script without Latin letters keep their letters.

    Args:
        nom: a family name or a first name.

    Exigence: DEM-15 (P)
    """
    lettres = plier(nom)
    latin = _HORS_LETTRES.sub(" ", lettres).strip()
    return latin or " ".join(lettres.split())


def initiales(civilite: str, prenom: str, nom: str) -> str:
    """Return how a person is written in lists: « Mme B. L. », never the full name.

    Args:
        civilite: as shown (« Mme », « M. »), or empty.
        prenom: first name, or empty in a draft.
        nom: family name, or empty in a draft.

    Exigence: RGPD-02 (S1m annexe 6)
    """
    lettres = [_initiale(prenom), _initiale(nom)]
    return "\N{NO-BREAK SPACE}".join(mot for mot in [civilite.strip(), *lettres] if mot)


def _initiale(mot: str) -> str:
    premiere = next((c for c in unicodedata.normalize("NFC", mot) if c.isalpha()), "")
    return f"{premiere.upper()}." if premiere else ""
