"""Months, working days and public holidays, where the caisse is."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from holidays import country_holidays

METROPOLE: Final = "metropole"
ALSACE_MOSELLE: Final = "alsace-moselle"
# Code du travail, L. 3422-2: the commemoration of the abolition of slavery (month, day). Customary days off
# are not public holidays: counting them would give the caisse more time than the law does.
_ABOLITION: Final = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}
ZONES: Final = frozenset({METROPOLE, ALSACE_MOSELLE, *_ABOLITION})
_ALSACE_MOSELLE: Final = frozenset({"57", "67", "68"})
# Any of the three départements names the local law (L. 3134-13) in the library.
_SUBDIVISION: Final = "57"
_SAMEDI: Final = 5


def ajouter_mois(jour: date, mois: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month.

    Args:
        jour: the day to start from.
        mois: number of months; negative to go back.

    Exigence: HAB-14, RGPD-01 (S1u 2.2.3, S4 a4)
    """
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, mois_arrivee = divmod(rang, 12)
    return date(annee, mois_arrivee + 1, min(jour.day, monthrange(annee, mois_arrivee + 1)[1]))


def zone_de_departement(departement: str) -> str:
    """Return the zone of public holidays of a département.

    Args:
        departement: official code (``69``, ``2A``, ``971``).

    Exigence: HAB-04 (S1u 2.2.1)
    """
    if departement in _ABOLITION:
        return departement
    return ALSACE_MOSELLE if departement in _ALSACE_MOSELLE else METROPOLE


@lru_cache(maxsize=256)
def jours_feries(zone: str, annee: int) -> frozenset[date]:
    """Return the public holidays of a zone in a year.

    Args:
        zone: one of ``ZONES``, as the table of caisses writes it.
        annee: the civil year.

    Raises:
        ValueError: the zone is unknown.

    Exigence: HAB-04, ORG-01 (S1u 2.2.1)
    """
    if zone not in ZONES:
        raise ValueError(f"Unknown zone of public holidays: {zone}")
    feries = country_holidays("FR", subdiv=_SUBDIVISION if zone == ALSACE_MOSELLE else None, years=annee)
    locaux = {date(annee, *_ABOLITION[zone])} if zone in _ABOLITION else set()
    return frozenset(feries) | locaux


def est_ouvre(jour: date, zone: str) -> bool:
    """Tell whether a day is a jour ouvré: Monday to Friday, not a public holiday of the zone.

    Args:
        jour: the day.
        zone: one of ``ZONES``.

    Exigence: HAB-04 (S1u 2.2.1)
    """
    return jour.weekday() < _SAMEDI and jour not in jours_feries(zone, jour.year)


def ajouter_jours_ouvres(jour: date, nombre: int, zone: str) -> date:
    """Return the last of so many jours ouvrés; the first day does not count.

    Args:
        jour: the day of reception, worked or not.
        nombre: number of jours ouvrés, at least 1.
        zone: one of ``ZONES``.

    Raises:
        ValueError: ``nombre`` is below 1.

    Exigence: HAB-04 (S1u 2.2.1)
    """
    if nombre < 1:
        raise ValueError("At least one day is counted.")
    while nombre:
        jour += timedelta(days=1)
        nombre -= est_ouvre(jour, zone)
    return jour
