"""What a receipt says: the clock a demande was sent under, and its deadline in words (DEM-09, DEM-21)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from signalements.models import Demande
from signalements.mots_courriels import dire_echeance
from signalements.rules.delais import DELAIS, Delai, echeance
from signalements.selectors.demandes import faits_de
from signalements.selectors.horloges import en_faits, regle_initiale


@dataclass(frozen=True, slots=True)
class DelaiDuRecu:
    """The deadline at the transmission, whatever happened since.

    Attributes:
        delai: how long, on which text.
        echeance: in words: an hour for a clock of hours, a day for a clock of days.
    """

    delai: Delai
    echeance: str


def delai_du_recu(demande: Demande) -> DelaiDuRecu:
    """Return the clock and the deadline that the transmission of a demande started.

    Args:
        demande: transmitted, with ``caisse`` loaded.

    Exigence: DEM-09, DEM-21 (S4 2.2, a2 §2, a3)
    """
    regle = regle_initiale(demande.nature, en_faits(faits_de(demande)))
    fuseau = ZoneInfo(demande.caisse.fuseau)
    debut = demande.transmise_le or demande.cree_le
    return DelaiDuRecu(DELAIS[regle], dire_echeance(regle, echeance(regle, debut, fuseau), fuseau))
