"""The guard of free texts: a social security number (NIR) is never kept."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stdnum import iban
from stdnum.fr import nir

ARTICLE_NIR: Final = "Convention d’utilisation, article 5"
# Never repeats what was typed: the message is shown, logged and mailed like any other.
MESSAGE_NIR: Final = (
    "Ce texte semble contenir un numéro de sécurité sociale. Retirez-le : la personne est reconnue par son nom, "
    "son prénom, sa date de naissance et son département."
)

# Spaces of every width come with str.isspace(); the dashes are those of keyboards, word processors and PDFs.
_SEPARATEURS: Final = frozenset(".-_/\\·•‐‑‒–—―−⁄")
_ECART_MAXIMAL: Final = 4
_AVEC_CLE: Final = 15
_SANS_CLE: Final = 13
_COUPES_USUELLES: Final = frozenset({1, 3, 5, 7, 10, 13})
# Month of birth: 01-12; 20-42 and 50-99 when the civil record is incomplete or the month is full.
# Place: département (2A, 2B), 97x overseas, 98x territories, 99 abroad; never a rank or a place of zeros.
_FORME: Final = re.compile(
    r"[1-478]\d\d(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)(?:0[1-9]|[1-9]\d|2[AB])(?!000)\d{3}(?!000)\d{3}"
)
_REFERENCE_PORTAIL: Final = re.compile(r"(?<![\w-])20\d\d-\d{3}-[0-9A-Z]{6}(?![\w]|-?\d)", re.IGNORECASE)
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0\u202f]?[0-9A-Z]){11,30}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Signe:
    """One digit (or the A, B of Corsica): its value, its place in the text, and what lies before it."""

    valeur: str
    place: int
    colle: bool


def contient_nir(texte: str) -> bool:
    """Tell whether a text holds what is, or looks like, a social security number.

    Args:
        texte: what a person typed, of any length.

    Exigence: DEM-02 (S1u 5)
    """
    return bool(positions_nir(texte))


def positions_nir(texte: str) -> tuple[tuple[int, int], ...]:
    """Locate the social security numbers of a text.

    Found: 15 characters with a right key, or 13 shaped like one, whatever separates them. A window starts and
    ends at the edge of a group of digits, so two phone numbers in a row are not read across each other.

    Args:
        texte: what a person typed, of any length.

    Returns:
        Pairs (first index, index after the last) in ``texte``, in order, merged where they overlap.

    Exigence: DEM-02 (S1u 5)
    """
    trouves: list[tuple[int, int]] = []
    for suite in _suites(texte):
        for debut, fin in _fenetres(suite):
            places = (suite[debut].place, suite[fin - 1].place + 1)
            if trouves and places[0] < trouves[-1][1]:
                trouves[-1] = (trouves[-1][0], max(trouves[-1][1], places[1]))
            else:
                trouves.append(places)
    return tuple(trouves)


def _fenetres(suite: list[_Signe]) -> Iterator[tuple[int, int]]:
    """Yield the windows of a run that hold a number, from left to right."""
    bords = [i for i, signe in enumerate(suite) if not signe.colle]
    fins = {*bords[1:], len(suite)}
    for debut in bords:
        for longueur in (_AVEC_CLE, _SANS_CLE):
            fin = debut + longueur
            if fin in fins and _est_un_nir(suite[debut:fin], isole=longueur == len(suite)):
                yield debut, fin
                break


def _est_un_nir(signes: list[_Signe], *, isole: bool) -> bool:
    """Judge one window; beside other digits the evidence must be stronger, dates and phones abound there."""
    valeur = "".join(signe.valeur for signe in signes)
    en_forme = _FORME.match(valeur) is not None
    coupes = {i for i, signe in enumerate(signes) if i and not signe.colle}
    # A date and a postcode make 13 digits too: without a key, or without the shape, the groups must fit.
    groupes_usuels = coupes <= _COUPES_USUELLES or len(coupes) == len(signes) - 1
    if len(valeur) == _AVEC_CLE:
        return (
            valeur[0] not in "09" and (en_forme or (isole and groupes_usuels)) and bool(nir.is_valid(valeur))
        )
    return en_forme and (groupes_usuels if isole else coupes in (set(), _COUPES_USUELLES - {_SANS_CLE}))


def _suites(texte: str) -> Iterator[list[_Signe]]:
    """Cut a text into runs of digits that only separators part."""
    suite: list[_Signe] = []
    ecart = 0
    signes = _signes_utiles(texte)
    for rang, (valeur, place) in enumerate(signes):
        if valeur.isdigit() or _est_la_corse(signes, rang, suite, ecart):
            suite.append(_Signe(valeur, place, colle=bool(suite) and ecart == 0))
            ecart = 0
            continue
        ecart += 1
        if not _separe(valeur) or ecart > _ECART_MAXIMAL:
            if suite:
                yield suite
            suite = []
            ecart = 0
    if suite:
        yield suite


def _est_la_corse(signes: list[tuple[str, int]], rang: int, suite: list[_Signe], ecart: int) -> bool:
    """Tell whether a letter is the A or B of 2A, 2B: after five digits and a 2, before more digits."""
    if signes[rang][0] not in "AB" or not suite or suite[-1].valeur != "2" or ecart > _ECART_MAXIMAL:
        return False
    suivants = signes[rang + 1 : rang + 2 + _ECART_MAXIMAL]
    premier = next((valeur for valeur, _ in suivants if not _separe(valeur)), "")
    return premier.isdigit()


def _separe(valeur: str) -> bool:
    return valeur.isspace() or valeur in _SEPARATEURS


def _signes_utiles(texte: str) -> list[tuple[str, int]]:
    """Return the characters of a text in one plain form, each with the index it comes from.

    Digits of any script become ASCII, full-width forms their usual one, invisible characters vanish; an IBAN
    with a right key and a reference of the portal become a wall.
    """
    masque = _masquer(texte)
    signes: list[tuple[str, int]] = []
    for place, caractere in enumerate(masque):
        for signe in unicodedata.normalize("NFKC", caractere):
            if unicodedata.category(signe) in {"Cf", "Mn"}:
                continue
            chiffre = unicodedata.decimal(signe, None)
            signes.append((signe.upper() if chiffre is None else str(chiffre), place))
    return signes


def _masquer(texte: str) -> str:
    """Replace, length kept, what is surely something else."""
    texte = _REFERENCE_PORTAIL.sub(_mur, texte)
    return _IBAN.sub(_masquer_iban, texte)


def _mur(trouve: re.Match[str]) -> str:
    return "#" * len(trouve[0])


def _masquer_iban(trouve: re.Match[str]) -> str:
    """Mask the longest beginning that is an IBAN with a right key; the words after it were caught along."""
    texte = trouve[0]
    fins = (len(texte), *(i for i in range(len(texte) - 1, 0, -1) if texte[i].isspace()))
    fin = next((i for i in fins if iban.is_valid("".join(texte[:i].split()), check_country=False)), 0)
    return "#" * fin + texte[fin:]
