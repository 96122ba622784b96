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
A_ANALYSER: Final = (EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE)


class PieceQuerySet(models.QuerySet["PieceJointe"]):
    """Questions asked of the files."""

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep the files an actor may know of; the owning app then applies its own, narrower rule.

        Exigence: HAB-17, DOC-02
        """
        les_siennes = Q(auteur_id=acteur.utilisateur_id)
        if acteur.profil == Profil.AGENT:
            return self.filter(les_siennes | Q(caisse_id__in=acteur.caisse_ids))
        if acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None:
            return self.filter(les_siennes | Q(partenaire_id=acteur.partenaire_id))
        return self.filter(les_siennes)

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
