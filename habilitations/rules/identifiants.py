"""Identifiers of accounts: ``t-0491-adiallo``, ``g-0491-nroche``."""

import re
from collections.abc import Collection
from typing import Final

from habilitations.rules.noms import plier

LONGUEUR_MAXIMALE: Final = 60
# Room is kept for the number that tells homonyms apart.
_LONGUEUR_DE_BASE: Final = LONGUEUR_MAXIMALE - 4
_HORS_ALPHABET: Final = re.compile(r"[^a-z0-9]+")
_SANS_LETTRE: Final = "compte"


def identifiants_de_base(racine: str, prenom: str, nom: str) -> str:
    """Return the identifier a person would have without homonym: root, first initial, family name.

    ASCII lower case only. A name written without Latin letters gives a neutral word.

    Args:
        racine: letter of the profile and number of the partenaire or caisse (``t-0491``).
        prenom: first name.
        nom: family name.

    Exigence: HAB-01, HAB-05 (S1u 2.1, 2.2)
    """
    suite = _alphabet(prenom)[:1] + _alphabet(nom)
    return f"{racine}-{suite or _SANS_LETTRE}"[:_LONGUEUR_DE_BASE]


def identifiant_libre(base: str, pris: Collection[str]) -> str:
    """Return the base, or the base with the first free number from 2 on.

    Args:
        base: ``identifiants_de_base``.
        pris: identifiers already given.

    Exigence: HAB-01 (S1u 2.2)
    """
    candidat, rang = base, 1
    while candidat in pris:
        rang += 1
        candidat = f"{base}{rang}"
    return candidat


def _alphabet(texte: str) -> str:
    return _HORS_ALPHABET.sub("", plier(texte))
