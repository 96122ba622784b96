"""Where a demande is, read again from its facts alone (DEM-10, NOV-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

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


class FaitDate(Protocol):
    """What a life reads of a fact."""

    @property
    def nature(self) -> str:
        """Its code."""

    @property
    def survenu_le(self) -> datetime:
        """When it happened."""


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


class Marche:
    """The life of a demande, one fact after another: the clock and the state read the same one."""

    def __init__(self, vie: str) -> None:
        self.vie = vie
        self.etat: str = BROUILLON
        self.close_le: datetime | None = None
        self.jugements: frozenset[str] = frozenset()

    @property
    def confirmee(self) -> bool:
        """Tell whether the dossier was found complete, and receivable, since it last changed (DEM-22)."""
        return self.jugements == _JUGEMENTS

    def avancer(self, fait: FaitDate) -> bool:
        """Take the next fact into account; tell whether it changes anything where the demande is.

        A request for pieces during the instruction, or any fact after the end, changes nothing: no fact gives
        a pause that the table of acts does not (DEM-09).

        Exigence: DEM-09, DEM-10, DEM-17, DEM-22 (S4 a2, a3)
        """
        nature = str(fait.nature)
        if nature in _JUGEMENTS:
            return self._juger(nature)
        actions = [action for action, trace in FAIT_DE_L_ACTION.items() if trace.value == nature]
        pas = next((t for action in actions if (t := transition(self.etat, action, self.vie))), None)
        if pas is None:
            return False
        if nature in _A_REJUGER:
            self.jugements = frozenset()
        self.etat = pas.arrivee
        if self.etat in ETATS_FINAUX:
            self.close_le = fait.survenu_le
        return True

    def _juger(self, nature: str) -> bool:
        pas = transition(self.etat, "juger_complete", self.vie)
        if pas is None:
            return False
        self.jugements |= {nature}
        if self.confirmee:
            self.etat = pas.arrivee
        return True


def rejouer(vie: str, faits: Iterable[Fait]) -> EtatRejoue:
    """Replay the life of a demande; a fact that has no meaning where the demande is changes nothing.

    Args:
        vie: which table (``rules.cycle_de_vie.VIES``).
        faits: in any order.

    Exigence: DEM-10, DEM-17, DEM-22, NOV-03 (S4 a2, a3)
    """
    marche = Marche(vie)
    for fait in sorted(faits, key=cle_d_ordre):
        marche.avancer(fait)
    return EtatRejoue(marche.etat, marche.close_le, marche.jugements)
