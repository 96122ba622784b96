"""The assuré's identity: names compared without their spelling."""

import re
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
