"""Being in force, written a second time in plain Python, to be compared with the SQL predicate."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Papier:
    """A convention as a table would describe it.

    Attributes:
        signatures: one date per party, ``None`` while not signed.
        duree_mois: ``None`` for no term of its own.
        expresse: whether it expires at its term.
        renouvellements: number of express renewals.
        fins: last days decided (résiliation, refusal).
        abandonnee: whether the draft was given up.
    """

    signatures: tuple[date | None, ...]
    duree_mois: int | None = 12
    expresse: bool = False
    renouvellements: int = 0
    fins: tuple[date, ...] = field(default=())
    abandonnee: bool = False


def ajouter_mois(jour: date, mois: int) -> date:
    """Add months by hand; the 31st becomes the last day of a shorter month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, calendar.monthrange(annee, rang + 1)[1]))


def dernier_jour_du_terme(papier: Papier) -> date | None:
    """Return the eve of the anniversary, for an express renewal."""
    signees = [jour for jour in papier.signatures if jour is not None]
    if not papier.expresse or papier.duree_mois is None or len(signees) < len(papier.signatures):
        return None
    mois = papier.duree_mois * (1 + papier.renouvellements)
    return ajouter_mois(max(signees), mois) - timedelta(days=1)


def en_vigueur(papier: Papier, le: date) -> bool:
    """Tell whether it is in force by its own dates."""
    if (
        papier.abandonnee
        or not papier.signatures
        or any(jour is None or jour > le for jour in papier.signatures)
    ):
        return False
    terme = dernier_jour_du_terme(papier)
    if papier.expresse and (terme is None or le > terme):
        return False
    return all(le <= fin for fin in papier.fins)
