"""The pages of a draft, in order: one idea each, and none that does not concern it (DEM-05, UX-05)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from conventions.enums import Service
from signalements.rules.mas import soins_concernes

MOTIF: Final = "motif"
PERSONNE: Final = "personne"
SITUATION: Final = "situation"
SOINS: Final = "soins"
PRECISIONS: Final = "precisions"
PIECES: Final = "pieces"
ACCORD: Final = "accord"
CERTIFICATION: Final = "certification"
RELECTURE: Final = "relecture"


@dataclass(frozen=True, slots=True)
class Besoins:
    """What decides of the way of a draft.

    Attributes:
        cadres: frames of a signalement.
        sans_personne: the motif concerns nobody in particular.
        pieces: the motif needs documents.
        consentement: the person's own consent is asked for, with its proof.
    """

    cadres: tuple[str, ...] = ()
    sans_personne: bool = False
    pieces: bool = False
    consentement: bool = False


def etapes(nature: str, besoins: Besoins) -> tuple[str, ...]:
    """Return the pages of a draft, the review last.

    A signalement asks about care only when a frame does, or while none is chosen. A motif that concerns
    nobody asks neither who, nor what that person was told.

    Args:
        nature: ``conventions.enums.Service``.
        besoins: what decides.

    Exigence: DEM-01, DEM-05, DEM-06, DEM-07, DEM-13 (S1u 1.2, S4 annexe 4)
    """
    if nature == Service.SIGNALEMENT:
        return (PERSONNE, SITUATION, *_soins(besoins.cadres), ACCORD, RELECTURE)
    pieces = (PIECES,) if besoins.pieces else ()
    if besoins.sans_personne:
        return (MOTIF, PRECISIONS, *pieces, RELECTURE)
    accord = ACCORD if besoins.consentement else CERTIFICATION
    return (MOTIF, PERSONNE, PRECISIONS, *pieces, accord, RELECTURE)


def _soins(cadres: Collection[str]) -> tuple[str, ...]:
    return (SOINS,) if not cadres or soins_concernes(cadres) else ()
