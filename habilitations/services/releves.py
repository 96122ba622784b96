"""Who takes over from a gestionnaire who leaves (HAB-10)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from habilitations.enums import NatureDemande
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.rules.demandes import ARTICLES
from habilitations.selectors_demandes import releve_possible
from habilitations.services.ouverture import Identite


@dataclass(frozen=True, slots=True)
class Releve:
    """Who takes over: an account, a person already asked for, or a new one; one at most.

    Attributes:
        compte: public key of a gestionnaire active or invited.
        demande: public key of a request for a gestionnaire that waits.
        personne: the coordinates of somebody new.
    """

    compte: uuid.UUID | None = None
    demande: uuid.UUID | None = None
    personne: Identite | None = None

    @property
    def vide(self) -> bool:
        """Tell whether nobody is named."""
        return self.compte is None and self.demande is None and self.personne is None


def exiger_releve(
    acteur: Acteur, cible: Habilitation, releve: Releve, maintenant: datetime
) -> tuple[Habilitation | None, DemandeHabilitation | None]:
    """Return the account, or the request, of whoever takes over; both ``None`` when nobody or somebody new does.

    Raises:
        RegleMetierRefusee: ``releve`` when it is no longer there.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    if releve.compte is None and releve.demande is None:
        return None, None
    comptes, demandes = releve_possible(acteur, cible, maintenant)
    compte = next((compte for compte in comptes if compte.cle == releve.compte), None)
    demande = next((demande for demande in demandes if demande.cle == releve.demande), None)
    if compte is None and demande is None:
        raise RegleMetierRefusee(
            "releve",
            "La personne choisie ne peut plus prendre la suite. Choisissez-en une autre.",
            ARTICLES[NatureDemande.INACTIVER],
        )
    return compte, demande
