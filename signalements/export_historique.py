"""The history as a file for a spreadsheet: CSV as French Excel opens it, or a workbook (DEM-14)."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import xlsxwriter

from espace_partenaires.web.dates import date_courte
from signalements.rules.export import FormatExport, cellule

COLONNES: Final = (
    "Référence",
    "Service",
    "Objet",
    "Civilité",
    "Nom",
    "Prénom",
    "Date de naissance",
    "Département",
    "Caisse",
    "Déposée par",
    "Transmise le",
    "Où en est-on",
    "Réponse attendue",
    "Terminée le",
    "Décisions",
)
TYPES: Final = {
    FormatExport.CSV: "text/csv; charset=utf-8",
    FormatExport.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Valeur = str | date | None
Ligne = tuple[Valeur, ...]
_MARQUE: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_LARGEUR: Final = 22


def jour_de(instant: datetime | None, fuseau: ZoneInfo) -> date | None:
    """Return the day of a moment where the caisse is."""
    return instant.astimezone(fuseau).date() if instant else None


def ecrire(format_export: FormatExport, lignes: Iterable[Ligne]) -> bytes:
    """Write the lines in a format.

    Args:
        format_export: which one.
        lignes: one value a column, in the order of ``COLONNES``.

    Exigence: DEM-14, SEC-01 (S1u 1.2)
    """
    return _csv(lignes) if format_export is FormatExport.CSV else _classeur(lignes)


def _csv(lignes: Iterable[Ligne]) -> bytes:
    """Write semicolons, UTF-8 with its mark, so that accents and columns come out right."""
    flux = io.StringIO()
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    for ligne in lignes:
        ecrivain.writerow([_en_texte(valeur) for valeur in ligne])
    return f"{_MARQUE}{flux.getvalue()}".encode()


def _en_texte(valeur: Valeur) -> str:
    if valeur is None:
        return ""
    return cellule(valeur) if isinstance(valeur, str) else date_courte(valeur)


def _classeur(lignes: Iterable[Ligne]) -> bytes:
    """Write texts as texts, whatever they begin with, and days as days."""
    flux = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(flux, {**options, "constant_memory": True}) as classeur:
        feuille = classeur.add_worksheet("Demandes")
        titre, jour = classeur.add_format({"bold": True}), classeur.add_format({"num_format": "dd/mm/yyyy"})
        feuille.set_column(0, len(COLONNES) - 1, _LARGEUR)
        feuille.freeze_panes(1, 1)
        for colonne, libelle in enumerate(COLONNES):
            feuille.write_string(0, colonne, libelle, titre)
        for rang, colonne, valeur in _cellules(lignes):
            if isinstance(valeur, str):
                feuille.write_string(rang, colonne, valeur)
            else:
                feuille.write_datetime(rang, colonne, valeur, jour)
    return flux.getvalue()


def _cellules(lignes: Iterable[Ligne]) -> Iterator[tuple[int, int, str | date]]:
    for rang, ligne in enumerate(lignes, 1):
        for colonne, valeur in enumerate(ligne):
            if valeur:
                yield rang, colonne, valeur
