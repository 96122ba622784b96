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
    DEMANDE_DE_PIECES = enums.NatureFait.DEMANDE_DE_PIECES.value
    DEPOT = enums.NatureFait.DEPOT.value
    COMPLETE = enums.NatureFait.COMPLETE.value
    RECEVABLE = enums.NatureFait.RECEVABLE.value
    IRRECEVABILITE = enums.NatureFait.IRRECEVABILITE.value
    REQUALIFICATION = enums.NatureFait.REQUALIFICATION.value
    CHANGEMENT_DE_MOTIF = enums.NatureFait.CHANGEMENT_DE_MOTIF.value
    RENDEZ_VOUS_PROPOSE = enums.NatureFait.RENDEZ_VOUS_PROPOSE.value
    RENDEZ_VOUS_CONFIRME = enums.NatureFait.RENDEZ_VOUS_CONFIRME.value
    RENDEZ_VOUS_DECLINE = enums.NatureFait.RENDEZ_VOUS_DECLINE.value
    RENDEZ_VOUS_DEPLACE = enums.NatureFait.RENDEZ_VOUS_DEPLACE.value
    RENDEZ_VOUS_ANNULE = enums.NatureFait.RENDEZ_VOUS_ANNULE.value
    RENDEZ_VOUS_MANQUE = enums.NatureFait.RENDEZ_VOUS_MANQUE.value
    RENDEZ_VOUS_TENU = enums.NatureFait.RENDEZ_VOUS_TENU.value
    # These move no clock: they tell where the demande is, so what may still void one.
    INSTRUCTION = enums.NatureFait.INSTRUCTION.value
    DEBUT_ACCOMPAGNEMENT = enums.NatureFait.DEBUT_ACCOMPAGNEMENT.value


@dataclass(frozen=True, slots=True)
class Fait:
    """One dated fact.

    Attributes:
        nature: a ``NatureFait``, or the code of a fact that no clock knows (left aside).
        survenu_le: when it happened: what counts in law (aware).
        consigne_le: when it was recorded; shown, never counted.
        regle: of a transmission, the clock as it was sent; of a requalification, the clock from then on.
    """

    nature: str
    survenu_le: datetime
    consigne_le: datetime | None = None
    regle: str = ""


# At the same moment: what is sent comes before what is judged, what is judged before what ends.
_ORDRE: Final = (
    enums.NatureFait.TRANSMISSION,
    enums.NatureFait.DEPOT,
    enums.NatureFait.TRANSFERT,
    enums.NatureFait.CHANGEMENT_DE_MOTIF,
    enums.NatureFait.REQUALIFICATION,
    enums.NatureFait.DEMANDE_DE_PIECES,
    enums.NatureFait.IRRECEVABILITE,
    enums.NatureFait.COMPLETE,
    enums.NatureFait.RECEVABLE,
    enums.NatureFait.PRISE_EN_CHARGE,
    enums.NatureFait.INSTRUCTION,
    enums.NatureFait.DEBUT_ACCOMPAGNEMENT,
    enums.NatureFait.RENDEZ_VOUS_PROPOSE,
    enums.NatureFait.RENDEZ_VOUS_DEPLACE,
    enums.NatureFait.RENDEZ_VOUS_CONFIRME,
    enums.NatureFait.RENDEZ_VOUS_DECLINE,
    enums.NatureFait.RENDEZ_VOUS_ANNULE,
    enums.NatureFait.RENDEZ_VOUS_MANQUE,
    enums.NatureFait.RENDEZ_VOUS_TENU,
    enums.NatureFait.CLOTURE,
    enums.NatureFait.RETRAIT_CONSENTEMENT,
    enums.NatureFait.ANNULATION,
)
_RANGS: Final = {nature.value: rang for rang, nature in enumerate(_ORDRE)}


def cle_d_ordre(fait: Fait) -> tuple[datetime, int, str]:
    """Return what facts are sorted by: when they happened, then their rank, whatever order they came in.

    Args:
        fait: with its time zone.

    Exigence: DEM-09 (S4 a2)
    """
    nature = str(fait.nature)
    return (fait.survenu_le.astimezone(UTC), _RANGS.get(nature, len(_RANGS)), f"{nature}:{fait.regle}")


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
    tous = list(faits)
    if any(fait.survenu_le.tzinfo is None for fait in tous):
        raise ValueError("A fact needs its time zone.")
    # Compared by value: a coded value that comes from the database is a plain string.
    connus = [fait for fait in tous if str(fait.nature) in set(NatureFait)]
    return [
        FaitConnu(NatureFait(str(fait.nature)), fait.survenu_le, fait.regle)
        for fait in sorted(connus, key=cle_d_ordre)
    ]
