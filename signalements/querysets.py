"""The only doors to rows of this app."""

from typing import TYPE_CHECKING

from django.db import models

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil

if TYPE_CHECKING:
    from signalements.models import Demande


class DemandeQuerySet(models.QuerySet["Demande"]):
    """Demandes."""

    def visibles_par(self, acteur: Acteur) -> "DemandeQuerySet":
        """Return what the actor may read, the twin in Python of the row-level policy (HAB-17, acces.md).

        A technicien reads its structure's demandes with the caisses whose conventions are in force, and its
        own drafts; instructeurs and superviseurs read their caisse's, drafts apart; nobody else reads any.
        """
        if acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None:
            propres = models.Q(auteur_id=acteur.utilisateur_id) | ~models.Q(etat="brouillon")
            return self.filter(propres, partenaire_id=acteur.partenaire_id, caisse_id__in=acteur.caisse_ids)
        if acteur.profil == Profil.AGENT and acteur.a_role("instructeur", "superviseur"):
            return self.filter(caisse_id__in=acteur.caisse_ids).exclude(etat="brouillon")
        return self.none()
