"""Where a demande is, read again from its facts alone (DEM-10, NOV-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from signalements.enums import NatureFait
from signalements.rules.cycle_de_vie import BROUILLON, ETATS_FINAUX, transition
from signalements.rules.faits import Fait, cle_d_ordre

# The act each fact is the trace of; a deposit answers pieces or a correction, a closing is told by each life.
FAIT_DE_L_ACTION: Final[dict[str, NatureFait]] = {
    "transmettre": NatureFait.TRANSMISSION,
    "prendre_en_charge": NatureFait.PRISE_EN_CHARGE,
    "demarrer_accompagnement": NatureFait.DEBUT_ACCOMPAGNEMENT,
    "clore": NatureFait.CLOTURE,
    "terminer": NatureFait.CLOTURE,
    "annuler": NatureFait.ANNULATION,
    "retirer_consentement": NatureFait.RETRAIT_CONSENTEMENT,
    "demander_pieces": NatureFait.DEMANDE_DE_PIECES,
    "completer": NatureFait.DEPOT,
    "corriger": NatureFait.DEPOT,
    "juger_irrecevable": NatureFait.IRRECEVABILITE,
    "requalifier": NatureFait.CHANGEMENT_DE_MOTIF,
    "instruire": NatureFait.INSTRUCTION,
    "proposer": NatureFait.RENDEZ_VOUS_PROPOSE,
    "reserver": NatureFait.RENDEZ_VOUS_CONFIRME,
}
_JUGEMENTS: Final = frozenset({NatureFait.COMPLETE.value, NatureFait.RECEVABLE.value})
# What changes the dossier: both judgements are to be made again (DEM-22).
_A_REJUGER: Final = frozenset(
    {
        NatureFait.DEPOT.value,
        NatureFait.DEMANDE_DE_PIECES.value,
        NatureFait.IRRECEVABILITE.value,
        NatureFait.CHANGEMENT_DE_MOTIF.value,
    }
)


@dataclass(frozen=True, slots=True)
class EtatRejoue:
    """What the facts give.

    Attributes:
        etat: ``EtatDemande``.
        close_le: when the demande ended, or ``None``.
        jugements: of *complete* and *recevable*, those that hold since the dossier last changed.
    """

    etat: str
    close_le: datetime | None
    jugements: frozenset[str]


def rejouer(vie: str, faits: Iterable[Fait]) -> EtatRejoue:
    """Replay the life of a demande; a fact that has no meaning where the demande is changes nothing.

    Args:
        vie: which table (``rules.cycle_de_vie.VIES``).
        faits: in any order.

    Exigence: DEM-10, DEM-17, DEM-22, NOV-03 (S4 a2, a3)
    """
    etat, close_le, jugements = BROUILLON, None, frozenset[str]()
    for fait in sorted(faits, key=cle_d_ordre):
        nature = str(fait.nature)
        if nature in _JUGEMENTS:
            jugements |= {nature}
            suivant = _passer(etat, "juger_complete", vie) if jugements == _JUGEMENTS else etat
        else:
            suivant = _suivant(etat, nature, vie)
            jugements = frozenset() if nature in _A_REJUGER else jugements
        if suivant != etat and suivant in ETATS_FINAUX:
            close_le = fait.survenu_le
        etat = suivant
    return EtatRejoue(etat, close_le, jugements)


def _suivant(etat: str, nature: str, vie: str) -> str:
    """Return the state after a fact: the first act of this life that leaves such a trace from there."""
    actions = [action for action, fait in FAIT_DE_L_ACTION.items() if fait.value == nature]
    pas = next((t for action in actions if (t := transition(etat, action, vie))), None)
    return pas.arrivee if pas else etat


def _passer(etat: str, action: str, vie: str) -> str:
    pas = transition(etat, action, vie)
    return pas.arrivee if pas else etat
