"""The facts a clock is computed from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from signalements import enums


class Cote(StrEnum):
    """The side that everybody waits for."""

    CAISSE = "caisse"
    PARTENAIRE = "partenaire"


class NatureFait(StrEnum):
    """Facts that a clock knows; the values that are stored are those of ``enums.NatureFait``."""

    TRANSMISSION = enums.NatureFait.TRANSMISSION.value
    PRISE_EN_CHARGE = enums.NatureFait.PRISE_EN_CHARGE.value
    CLOTURE = enums.NatureFait.CLOTURE.value
    ANNULATION = enums.NatureFait.ANNULATION.value
    RETRAIT_CONSENTEMENT = enums.NatureFait.RETRAIT_CONSENTEMENT.value
    DEMANDE_DE_PIECES = "demande_de_pieces"
    DEPOT = "depot"
    COMPLET_ET_RECEVABLE = "complet_et_recevable"
    IRRECEVABILITE = "irrecevabilite"
    REQUALIFICATION = "requalification"


@dataclass(frozen=True, slots=True)
class Fait:
    """One dated fact.

    Attributes:
        nature: a ``NatureFait``, or the code of a fact that no clock knows (left aside).
        survenu_le: when it happened: what counts in law (aware).
        consigne_le: when it was recorded; shown, never counted.
        regle: for a requalification, the clock that applies from then on.
    """

    nature: str
    survenu_le: datetime
    consigne_le: datetime | None = None
    regle: str = ""


# At the same moment: what is sent comes before what is judged, what is judged before what ends.
_RANGS: Final = {
    NatureFait.TRANSMISSION: 0,
    NatureFait.DEPOT: 1,
    NatureFait.REQUALIFICATION: 2,
    NatureFait.DEMANDE_DE_PIECES: 3,
    NatureFait.IRRECEVABILITE: 4,
    NatureFait.COMPLET_ET_RECEVABLE: 5,
    NatureFait.PRISE_EN_CHARGE: 6,
    NatureFait.CLOTURE: 7,
    NatureFait.RETRAIT_CONSENTEMENT: 8,
    NatureFait.ANNULATION: 9,
}


@dataclass(frozen=True, slots=True)
class FaitConnu:
    """A fact that clocks know."""

    nature: NatureFait
    survenu_le: datetime
    regle: str


def ordonner(faits: Iterable[Fait]) -> list[FaitConnu]:
    """Return the facts that clocks know in the order in which they happened, however they were given.

    Args:
        faits: in any order.

    Raises:
        ValueError: a fact has no time zone.

    Exigence: DEM-09 (S4 a2)
    """
    connus = []
    for fait in faits:
        if fait.survenu_le.tzinfo is None:
            raise ValueError("A fact needs its time zone.")
        # Compared by value: a coded value that comes from the database is a plain string.
        if str(fait.nature) in set(NatureFait):
            connus.append(FaitConnu(NatureFait(str(fait.nature)), fait.survenu_le, fait.regle))
    return sorted(connus, key=lambda fait: (fait.survenu_le.astimezone(UTC), _RANGS[fait.nature], fait.regle))
