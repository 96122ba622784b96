"""The projections of a demande, computed again from its facts (NOV-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from signalements.enums import NatureFait
from signalements.models import Demande, EvenementDemande
from signalements.rules.cycle_de_vie import BROUILLON, ETATS_FINAUX, transition, vie_de
from signalements.rules.delais import Regle
from signalements.rules.horloge import calculer
from signalements.selectors.horloges import en_faits

FAIT_DE_L_ACTION: Final[dict[str, NatureFait]] = {
    "transmettre": NatureFait.TRANSMISSION,
    "prendre_en_charge": NatureFait.PRISE_EN_CHARGE,
    "demarrer_accompagnement": NatureFait.DEBUT_ACCOMPAGNEMENT,
    "clore": NatureFait.CLOTURE,
    "annuler": NatureFait.ANNULATION,
    "retirer_consentement": NatureFait.RETRAIT_CONSENTEMENT,
}
_ACTION_DU_FAIT: Final = {nature.value: action for action, nature in FAIT_DE_L_ACTION.items()}


@dataclass(frozen=True, slots=True)
class Projection:
    """What a demande stores of its facts, to be found by lists.

    Attributes:
        etat: ``EtatDemande``.
        echeance: when the answer is due; ``None`` when no clock was ever started, or it was cancelled.
        close_le: when the demande ended.
    """

    etat: str
    echeance: datetime | None
    close_le: datetime | None


def projection(demande: Demande, evenements: Iterable[EvenementDemande]) -> Projection:
    """Compute what a demande must store, from its facts alone.

    Args:
        demande: with ``caisse`` loaded; its own stored projections are not read.
        evenements: every fact of it, in any order.

    Exigence: DEM-09, DEM-17, NOV-03 (S4 a3)
    """
    faits = sorted(evenements, key=lambda e: (e.survenu_le, e.pk))
    etat, close_le = BROUILLON, None
    for fait in faits:
        pas = transition(etat, _ACTION_DU_FAIT.get(fait.nature, ""), vie_de(demande.nature))
        if pas is not None:
            etat = pas.arrivee
            close_le = fait.survenu_le if etat in ETATS_FINAUX else None
    if not faits:
        return Projection(etat, None, None)
    horloge = calculer(Regle.MAS_48H, en_faits(faits), ZoneInfo(demande.caisse.fuseau), faits[-1].survenu_le)
    return Projection(etat, horloge.echeance, close_le)


def ecart(demande: Demande) -> tuple[Projection, Projection] | None:
    """Compare what is stored with what the facts give: ``None``, or (stored, replayed)."""
    enregistree = Projection(demande.etat, demande.echeance, demande.close_le)
    rejouee = projection(demande, demande.evenements.all())
    return None if enregistree == rejouee else (enregistree, rejouee)
