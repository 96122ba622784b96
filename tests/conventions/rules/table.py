"""The table of hand-computed dates, row by row."""

import csv
from pathlib import Path

TABLE = Path(__file__).parents[2] / "data" / "delais.csv"


def lignes(regle: str) -> list[dict[str, str]]:
    """Return the rows of one rule; a rule without a row is a mistake."""
    with TABLE.open(encoding="utf-8", newline="") as fichier:
        trouvees = [ligne for ligne in csv.DictReader(fichier, delimiter=";") if ligne["regle"] == regle]
    if not trouvees:
        raise LookupError(regle)
    return trouvees


def nom(ligne: dict[str, str]) -> str:
    """Name a row in the report."""
    return f"{ligne['zone']} {ligne['debut']}"
