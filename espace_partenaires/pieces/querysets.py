"""Rows of files: who sees them, which are due."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from django.db import models
from django.db.models import F, Q

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.pieces.enums import EtatPiece

if TYPE_CHECKING:
    from espace_partenaires.pieces.models import PieceJointe

# A wake-up is already on its way for what was just deposited.
ATTENTE_DU_REVEIL: Final = timedelta(seconds=20)
# The roles of agents who read demandes, as the row-level policies say them.
ROLES_DES_DEMANDES: Final = ("instructeur", "superviseur")
A_ANALYSER: Final = (EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE)


class PieceQuerySet(models.QuerySet["PieceJointe"]):
    """Questions asked of the files."""

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep the files an actor may know of, no wider than a demande; the owning app then narrows it.

        Those of the caisses it reaches today: its own, those of the caisse for an instructeur or a
        superviseur, those of its partenaire for a technicien.

        Exigence: HAB-17, DOC-02
        """
        portee = Q(auteur_id=acteur.utilisateur_id)
        if acteur.profil == Profil.AGENT and acteur.a_role(*ROLES_DES_DEMANDES):
            portee = Q()
        elif acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None:
            portee |= Q(partenaire_id=acteur.partenaire_id)
        return self.filter(portee, caisse_id__in=acteur.caisse_ids)

    def prenables(self, maintenant: datetime) -> Self:
        """Keep the files to scan that nobody holds: never taken, put off until now, or lease expired."""
        return self.filter(
            Q(bail_jusqu_a__isnull=True) | Q(bail_jusqu_a__lte=maintenant), etat__in=A_ANALYSER
        )

    def dues(self, maintenant: datetime) -> "models.QuerySet[PieceJointe]":
        """Keep what a sweep must take up, the longest due first."""
        en_chemin = Q(bail_jusqu_a__isnull=True, deposee_le__gt=maintenant - ATTENTE_DU_REVEIL)
        return (
            self.prenables(maintenant)
            .exclude(en_chemin)
            .order_by(F("bail_jusqu_a").asc(nulls_first=True), "id")
        )
