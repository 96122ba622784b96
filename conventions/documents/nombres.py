"""Numbers as legal texts write them: in letters, then in figures."""

from typing import Final

INSECABLE: Final = "\N{NO-BREAK SPACE}"
MOIS_PAR_AN: Final = 12
_PETITS: Final = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
)
_DIZAINES: Final = (
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
)
_CENT: Final = 100
_VINGT: Final = 20
_SOIXANTE_DIX: Final = 70
_QUATRE_VINGTS: Final = 80


def en_lettres(nombre: int) -> str:
    """Write a number from 0 to 99 in letters; beyond, in figures.

    Exigence: CONV-12
    """
    if not 0 <= nombre < _CENT:
        return str(nombre)
    if nombre < _VINGT:
        return _PETITS[nombre]
    if nombre >= _QUATRE_VINGTS:
        reste = nombre - _QUATRE_VINGTS
        return f"quatre-vingt-{_PETITS[reste]}" if reste else "quatre-vingts"
    base = 60 if nombre >= _SOIXANTE_DIX else nombre // 10 * 10
    dizaine, reste = _DIZAINES[base // 10], nombre - base
    if reste in {1, 11}:
        return f"{dizaine} et {_PETITS[reste]}"
    return f"{dizaine}-{_PETITS[reste]}" if reste else dizaine


def avec_lettres(nombre: int, mot: str) -> str:
    """Write a number twice, then its unit: « quinze (15) jours », « un (1) mois »."""
    pluriel = "s" if nombre > 1 and not mot.endswith("s") else ""
    return f"{en_lettres(nombre)}{INSECABLE}({nombre}){INSECABLE}{mot}{pluriel}"


def duree_en_mois(mois: int) -> str:
    """Write a duration as a text says it after « pour une durée »: « d’un an (12 mois) », « de six (6) mois »."""
    annees, reste = divmod(mois, MOIS_PAR_AN)
    if reste or not annees:
        ecrite = avec_lettres(mois, "mois")
        return f"d’{ecrite}" if ecrite.startswith(("un\N{NO-BREAK SPACE}", "un ")) else f"de {ecrite}"
    detail = f"({mois}{INSECABLE}mois)"
    if annees == 1:
        return f"d’un an{INSECABLE}{detail}"
    return f"de {en_lettres(annees)} ans{INSECABLE}{detail}"
