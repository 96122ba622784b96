"""An agent's hours at a partenaire's: which days, which slots."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conventions.rules.calendrier import jours_feries
from signalements.rules.rendez_vous import Plage, plage_du_jour, refus_des_heures

DUREES_DE_CRENEAU: Final = (15, 20, 30, 45, 60)
DUREE_MAXIMALE: Final = timedelta(hours=10)
REPETITION_MAXIMALE: Final = timedelta(weeks=26)
_UNE_SEMAINE: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Ouverture:
    """What an agent opens.

    Attributes:
        jour: first day, where the caisse is.
        debut: first hour on the caisse's clocks.
        fin: last hour, the same day.
        minutes: length of a slot.
        jusqu_au: last day of the weekly repetition, ``None`` when there is none.
    """

    jour: date
    debut: time
    fin: time
    minutes: int
    jusqu_au: date | None = None


def refus_de_l_ouverture(ouverture: Ouverture, fuseau: ZoneInfo, maintenant: datetime) -> str | None:
    """Return why a permanence cannot be opened so, or ``None``.

    Args:
        ouverture: what is asked.
        fuseau: the caisse's time zone.
        maintenant: moment of the act (aware).

    Exigence: DEM-13 (S1u 1.2)
    """
    if ouverture.minutes not in DUREES_DE_CRENEAU:
        return "Choisissez une durée de créneau dans la liste."
    if ouverture.fin <= ouverture.debut:
        return "La fin doit venir après le début : corrigez l’une des deux heures."
    premiere = plage_du_jour(ouverture.jour, ouverture.debut, ouverture.fin, fuseau)
    if premiere.fin - premiere.debut > DUREE_MAXIMALE:
        return "Une permanence dure dix heures au plus : corrigez l’une des deux heures."
    creneaux = decouper(premiere, ouverture.minutes)
    if not creneaux:
        return "La permanence est plus courte qu’un créneau : allongez-la."
    refus = refus_des_heures(creneaux[0], fuseau, maintenant)
    if refus is None:
        refus = refus_des_heures(creneaux[-1], fuseau, maintenant)
    if refus is not None:
        return refus.replace("Un rendez-vous a lieu", "Une permanence a lieu")
    return _refus_de_la_repetition(ouverture)


def _refus_de_la_repetition(ouverture: Ouverture) -> str | None:
    if ouverture.jusqu_au is None:
        return None
    if ouverture.jusqu_au < ouverture.jour:
        return "La répétition finit avant le premier jour : corrigez l’une des deux dates."
    if ouverture.jusqu_au - ouverture.jour > REPETITION_MAXIMALE:
        return "Une permanence se répète six mois au plus : choisissez une date plus proche."
    return None


def jours_de_permanence(ouverture: Ouverture, zone: str) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the days a permanence is held, and the public holidays that a weekly repetition leaves out.

    The first day is the agent's choice, warned about elsewhere; it is never left out.

    Args:
        ouverture: what is asked.
        zone: zone of public holidays of the caisse.

    Exigence: DEM-13, ORG-01 (S1u 1.2)
    """
    jours = tuple(_chaque_semaine(ouverture))
    feries = tuple(jour for jour in jours[1:] if jour in jours_feries(zone, jour.year))
    return tuple(jour for jour in jours if jour not in feries), feries


def _chaque_semaine(ouverture: Ouverture) -> Iterator[date]:
    jour, dernier = ouverture.jour, ouverture.jusqu_au or ouverture.jour
    while jour <= dernier:
        yield jour
        jour += _UNE_SEMAINE


def decouper(plage: Plage, minutes: int) -> tuple[Plage, ...]:
    """Cut hours into slots of the same length, one after the other; what is left at the end is no slot.

    Lengths are elapsed: a change of hour neither stretches nor doubles a slot.

    Args:
        plage: the hours (UTC).
        minutes: length of a slot, above zero.

    Raises:
        ValueError: ``minutes`` is not above zero.

    Exigence: DEM-13 (S1u 1.2)
    """
    if minutes <= 0:
        raise ValueError("A slot lasts.")
    pas = timedelta(minutes=minutes)
    nombre = max(plage.fin - plage.debut, timedelta(0)) // pas
    return tuple(Plage(plage.debut + rang * pas, plage.debut + (rang + 1) * pas) for rang in range(nombre))
