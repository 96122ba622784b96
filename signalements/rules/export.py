"""What leaves with an export of the history: how much at most, and no cell that a spreadsheet would run."""

from enum import StrEnum
from typing import Final

# Above that, the export is asked for in several periods: a file that nobody can read is of no use.
LIGNES_MAX: Final = 10_000
_FORMULES: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


class FormatExport(StrEnum):
    """The files that spreadsheets open."""

    CSV = "csv"
    XLSX = "xlsx"


def cellule(valeur: str) -> str:
    """Return a text that a spreadsheet shows and never runs.

    A text that would begin a formula, even after blanks, gets an apostrophe before it.

    Args:
        valeur: what somebody may have typed.

    Exigence: SEC-01, DEM-14
    """
    return f"'{valeur}" if valeur.startswith(_FORMULES) or valeur.lstrip().startswith(_FORMULES) else valeur
