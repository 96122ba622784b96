"""The projections of a demande, computed again from its facts (NOV-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from signalements.models import Demande, EvenementDemande
from signalements.rules.cycle_de_vie import BROUILLON, vie_de
from signalements.rules.horloge import calculer
from signalements.rules.rejeu import rejouer
from signalements.selectors.horloges import en_faits, regle_initiale


@dataclass(frozen=True, slots=True)
class Projection:
    """What a demande stores of its facts, to be found by lists.

    Attributes:
        etat: ``EtatDemande``.
        echeance: when the answer is due; ``None`` when no clock was ever started, or it was cancelled.
        close_le: when the demande ended.
        regle: ``Regle`` that applies, after any requalification; empty in a draft.
    """

    etat: str
    echeance: datetime | None
    close_le: datetime | None
    regle: str


def projection(demande: Demande, evenements: Iterable[EvenementDemande]) -> Projection:
    """Compute what a demande must store, from its facts alone.

    Args:
        demande: with ``caisse`` loaded; its own stored projections are not read.
        evenements: every fact of it, in any order.

    Exigence: DEM-09, DEM-17, NOV-03 (S4 a3)
    """
    faits = en_faits(evenements)
    if not faits:
        return Projection(BROUILLON, None, None, "")
    rejoue = rejouer(vie_de(demande.nature), faits)
    dernier = max(fait.survenu_le for fait in faits)
    horloge = calculer(regle_initiale(demande.nature, faits), faits, ZoneInfo(demande.caisse.fuseau), dernier)
    return Projection(rejoue.etat, horloge.echeance, rejoue.close_le, horloge.regle.value)


def ecart(demande: Demande) -> tuple[Projection, Projection] | None:
    """Compare what is stored with what the facts give: ``None``, or (stored, replayed)."""
    enregistree = Projection(demande.etat, demande.echeance, demande.close_le, demande.regle)
    rejouee = projection(demande, demande.evenements.all())
    return None if enregistree == rejouee else (enregistree, rejouee)
