"""The guard of free texts: words that look like health data are pointed at, never judged.

The browser runs the same rule on the same file (``static/js/garde.js``): a test holds them together.
"""

import itertools
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

# One file for Python and for the browser, so that both point at the same words.
FICHIER_DES_MOTS: Final = Path(__file__).resolve().parent.parent / "static" / "donnees" / "mots-sante.json"

_LIGATURES: Final = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}
_APOSTROPHES: Final = frozenset("'’‘ʼ`′")
_TRAITS: Final = frozenset("-‐‑‒–—―−")
_ELISIONS: Final = frozenset("dlsnjmtc")
_PLUS_COURT_PLURIEL: Final = 4
# An acronym may be written with its dots: up to this many letters more than an entry has words.
_LETTRES_DE_PLUS: Final = 5


@dataclass(frozen=True, slots=True)
class _Mot:
    """One word of a text: folded, its place, and whether only a hyphen parts it from the one before."""

    forme: str
    debut: int
    fin: int
    trait: bool


@dataclass(frozen=True, slots=True)
class _Entree:
    """One expression of the list: where its words meet once written in one, and what it is."""

    coupes: frozenset[int]
    sante: bool


def mots_de_sante(texte: str) -> tuple[tuple[int, int, str], ...]:
    """Point at the words of a text that look like health data; accents, case, hyphens and plurals do not count.

    The longest expression wins: « assurance maladie » is one of the field's, « maladie » alone is not.

    Args:
        texte: what a person typed, of any length.

    Returns:
        (first index, index after the last, the words as they are written), in order, never overlapping.

    Exigence: DEM-03, NOV-05 (S1u 5)
    """
    mots = list(_mots(texte))
    trouves: list[tuple[int, int, str]] = []
    rang = 0
    while rang < len(mots):
        pris, sante = _plus_longue(mots, rang)
        if sante:
            debut, fin = mots[rang].debut, mots[rang + pris - 1].fin
            trouves.append((debut, fin, texte[debut:fin]))
        rang += pris
    return tuple(trouves)


def _plus_longue(mots: list[_Mot], rang: int) -> tuple[int, bool]:
    """Return how many words the longest expression takes from there (one when there is none), and if it is health."""
    entrees, longueur = _lexique()
    for pris in range(min(longueur, len(mots) - rang), 0, -1):
        suite = mots[rang : rang + pris]
        entree = entrees.get("".join(mot.forme for mot in suite))
        if entree is not None and _se_coupe_comme(suite, entree):
            return pris, entree.sante
    return 1, False


def _se_coupe_comme(suite: list[_Mot], entree: _Entree) -> bool:
    """Tell whether words meet where the entry's do; a hyphen, or the dots of an acronym, part nothing."""
    if len(suite) > 1 and all(len(mot.forme) == 1 for mot in suite):
        return True
    coupe = 0
    for avant, mot in itertools.pairwise(suite):
        coupe += len(avant.forme)
        if coupe not in entree.coupes and not mot.trait:
            return False
    return True


@lru_cache(maxsize=1)
def _lexique() -> tuple[dict[str, _Entree], int]:
    """Read the list once: expressions by their words in one, and how many words to try at most."""
    donnees = json.loads(FICHIER_DES_MOTS.read_text(encoding="utf-8"))
    termes = [terme for famille in donnees["termes"].values() for terme in famille]
    entrees: dict[str, _Entree] = {}
    longueur = 0
    # The field's own expressions come last: they win over a term that is written the same.
    for expression, sante in [
        *((terme, True) for terme in termes),
        *((mot, False) for mot in donnees["admises"]),
    ]:
        formes = [mot.forme for mot in _mots(expression)]
        coupes = {len("".join(formes[:rang])) for rang in range(1, len(formes))}
        entrees["".join(formes)] = _Entree(frozenset(coupes), sante)
        longueur = max(longueur, len(formes))
    return entrees, longueur + _LETTRES_DE_PLUS


def _mots(texte: str) -> Iterator[_Mot]:
    """Cut a text into words of plain letters and digits, without accents, case or plural."""
    lettres: list[str] = []
    debut = fin = 0
    trait = False
    separateur = " "
    for place, caractere in enumerate(texte):
        for signe in _signes(caractere):
            if signe.isascii() and signe.isalnum():
                if not lettres:
                    debut, trait = place, len(separateur) == 1 and separateur in _TRAITS
                lettres.append(signe.lower())
                fin = place + 1
                continue
            if lettres:
                yield _mot("".join(lettres), debut, fin, trait=trait, apostrophe=signe in _APOSTROPHES)
                lettres, separateur = [], ""
            separateur += signe
    if lettres:
        yield _mot("".join(lettres), debut, fin, trait=trait, apostrophe=False)


def _mot(lettres: str, debut: int, fin: int, *, trait: bool, apostrophe: bool) -> _Mot:
    """Make a word; « d’ » is « de », so that « souffre d’asthme » is « souffre de »."""
    if apostrophe and lettres in _ELISIONS:
        return _Mot(f"{lettres}e", debut, fin, trait)
    return _Mot(_singulier(lettres), debut, fin, trait)


def _signes(caractere: str) -> str:
    """Return the plain signs of a character; accents and invisible characters give none."""
    decompose = _LIGATURES.get(caractere) or unicodedata.normalize("NFKD", caractere)
    return "".join(signe for signe in decompose if unicodedata.category(signe) not in {"Mn", "Cf"})


def _singulier(mot: str) -> str:
    """Drop the mark of a plural; list and texts go through the same door, so a word wrongly cut stays equal."""
    if len(mot) < _PLUS_COURT_PLURIEL:
        return mot
    if mot.endswith("aux"):
        return f"{mot[:-3]}al"
    return mot[:-1] if mot[-1] in "sx" else mot
