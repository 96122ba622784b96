"""What an agent looks for by name, and the ways one typed line may be read (DEM-16)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from signalements.rules.identite import normaliser_nom

MOTS_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Criteres:
    """Who is looked for.

    Attributes:
        nom: family name as typed; or the whole line, when nothing says which part is which.
        prenom: first name as typed; empty for any.
        date_naissance: only who was born that day.
        ligne: whether ``nom`` is a line with both names in either order.
    """

    nom: str
    prenom: str = ""
    date_naissance: date | None = None
    ligne: bool = False


def lectures(criteres: Criteres) -> tuple[tuple[str, str], ...]:
    """Return the (family name, first name) folded pairs to look for; an empty first name means any.

    Of one line, each cut is tried both ways: « Binta Lemaire-Ozanne » and « Lemaire Ozanne Binta » find the same
    person.

    Args:
        criteres: who is looked for.

    Exigence: DEM-16 (P)
    """
    nom, prenom = normaliser_nom(criteres.nom), normaliser_nom(criteres.prenom)
    if not any(map(str.isalnum, nom)):
        return ()
    if not criteres.ligne:
        return ((nom, prenom),)
    mots = nom.split()[:MOTS_MAX]
    paires = [(" ".join(mots), "")]
    for rang in range(1, len(mots)):
        debut, fin = " ".join(mots[:rang]), " ".join(mots[rang:])
        paires += [(debut, fin), (fin, debut)]
    return tuple(dict.fromkeys(paires))
