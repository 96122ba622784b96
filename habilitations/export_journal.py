"""The journal of one account as a spreadsheet: codes in words, and no cell that a spreadsheet would run."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

from espace_partenaires.journal.exceptions import ActionInconnue
from espace_partenaires.journal.models import Evenement
from espace_partenaires.journal.registre import action
from habilitations.models import Habilitation

COLONNES: Final = ("Date et heure", "Action", "Code", "Auteur", "Adresse", "Objet", "Numéro", "Détails")
# A cell that begins so is a formula for a spreadsheet.
_FORMULES: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARQUE: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def cellule(valeur: object) -> str:
    """Return a text that a spreadsheet shows and never runs.

    Exigence: SEC-01, RGPD-05
    """
    texte = "" if valeur is None else str(valeur)
    return f"'{texte}" if texte.startswith(_FORMULES) else texte


def libelle(code: str) -> str:
    """Return the words of an action, or its code when no app declares it any more."""
    try:
        return action(code).libelle
    except ActionInconnue:
        return code


def auteur(entree: Evenement, habilitation: Habilitation) -> str:
    """Return who acted: the account itself, another by its number, or nobody signed in."""
    if entree.auteur_id is None:
        return "personne de connecté"
    if entree.auteur_id == habilitation.utilisateur_id:
        return habilitation.utilisateur.identifiant
    return f"compte n°{entree.auteur_id}" if entree.auteur_id else "le portail"


def tableur(entrees: Iterable[Evenement], habilitation: Habilitation, fuseau: tzinfo) -> bytes:
    """Return the entries as a CSV that French spreadsheets open: semicolons, UTF-8 with its mark.

    Args:
        entrees: the entries, in order.
        habilitation: the account they are about, with ``utilisateur``.
        fuseau: time zone the moments are written in.

    Exigence: HAB-12, RGPD-05
    """
    flux = io.StringIO()
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    for entree in entrees:
        ecrivain.writerow(
            cellule(valeur)
            for valeur in (
                entree.survenu_le.astimezone(fuseau).strftime("%d/%m/%Y %H:%M:%S"),
                libelle(entree.action),
                entree.action,
                auteur(entree, habilitation),
                entree.adresse,
                entree.objet_type,
                entree.objet_id,
                json.dumps(entree.details, ensure_ascii=False, sort_keys=True) if entree.details else "",
            )
        )
    return f"{_MARQUE}{flux.getvalue()}".encode()
