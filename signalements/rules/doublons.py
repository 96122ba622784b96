"""When two demandes are probably about the same person: names without their spelling, and a date of birth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from signalements.enums import RaisonDoublon
from signalements.rules.identite import normaliser_nom

CHAMP_RAISON: Final = "raison_doublon"
MESSAGE_RAISON: Final = "Dites pourquoi vous continuez malgré cette démarche en cours."
_LONGUEUR: Final = 80


@dataclass(frozen=True, slots=True)
class IdentitePliee:
    """What makes two persons probably the same one; equality only, never « close to ».

    Attributes:
        nom_plie: family name without accents, case or hyphens.
        prenom_plie: first name, likewise.
        date_naissance: day of birth.
    """

    nom_plie: str
    prenom_plie: str
    date_naissance: date


def plier_un_nom(nom: str) -> str:
    """Return a name as ``Demande.nom_plie`` and ``prenom_plie`` keep it.

    Exigence: DEM-15 (P)
    """
    # A ligature that opens may make the name longer than its column.
    return normaliser_nom(nom)[:_LONGUEUR]


def identite_pliee(nom: str, prenom: str, date_naissance: date | None) -> IdentitePliee | None:
    """Return what a person is compared by, or ``None`` while something of it is missing.

    Args:
        nom: family name, as typed.
        prenom: first name, as typed.
        date_naissance: day of birth.

    Exigence: DEM-15 (P)
    """
    plies = plier_un_nom(nom), plier_un_nom(prenom)
    if date_naissance is None or not all(plies):
        return None
    return IdentitePliee(*plies, date_naissance)


def identite_saisie(saisie: Mapping[str, object]) -> IdentitePliee | None:
    """Return what the person of a draft is compared by, from what was typed.

    Args:
        saisie: ``Demande.saisie`` of the draft: ``nom``, ``prenom``, ``date_naissance`` (ISO).

    Exigence: DEM-15, NOV-07 (P)
    """
    try:
        naissance = date.fromisoformat(str(saisie.get("date_naissance") or ""))
    except ValueError:
        return None
    return identite_pliee(str(saisie.get("nom") or ""), str(saisie.get("prenom") or ""), naissance)


def raison_du_brouillon(saisie: Mapping[str, object]) -> str:
    """Return the reason an author gave for going on, a code of ``RaisonDoublon``, or nothing.

    Args:
        saisie: ``Demande.saisie`` of the draft.

    Exigence: DEM-15 (P)
    """
    raison = str(saisie.get(CHAMP_RAISON) or "")
    return raison if raison in RaisonDoublon.values else ""
