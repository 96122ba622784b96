"""The only doors to rows of this app."""

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Exists, OuterRef, Q

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatDemande

if TYPE_CHECKING:
    from signalements.models import Demande

ETATS_OUVERTS: Final = (
    EtatDemande.TRANSMISE,
    EtatDemande.PRISE_EN_CHARGE,
    EtatDemande.ACCOMPAGNEMENT,
    EtatDemande.INCOMPLETE,
    EtatDemande.COMPLETEE,
    EtatDemande.IRRECEVABLE,
    EtatDemande.COMPLETE,
    EtatDemande.EN_INSTRUCTION,
)
# The ball is at the partenaire's: no deadline runs.
ETATS_CHEZ_LE_PARTENAIRE: Final = (EtatDemande.INCOMPLETE, EtatDemande.IRRECEVABLE)


class DemandeQuerySet(models.QuerySet["Demande"]):
    """Demandes."""

    model: "type[Demande]"

    def visibles_par(self, acteur: Acteur) -> "DemandeQuerySet":
        """Return what the actor may read, the twin in Python of the row-level policy (HAB-17, acces.md).

        A technicien reads its structure's demandes with the caisses whose conventions are in force, and its
        own drafts, and those of colleagues whose account has ended (HAB-11); instructeurs and superviseurs read their caisse's, drafts apart; nobody else reads any.
        """
        if acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None:
            parti = Utilisateur.objects.filter(pk=OuterRef("auteur_id"), is_active=False)
            propres = Q(auteur_id=acteur.utilisateur_id) | ~Q(etat=EtatDemande.BROUILLON) | Q(Exists(parti))
            return self.filter(propres, partenaire_id=acteur.partenaire_id, caisse_id__in=acteur.caisse_ids)
        if acteur.profil == Profil.AGENT and acteur.a_role("instructeur", "superviseur"):
            return self.filter(caisse_id__in=acteur.caisse_ids).exclude(etat=EtatDemande.BROUILLON)
        return self.none()

    def brouillons(self) -> "DemandeQuerySet":
        """Return the drafts."""
        return self.filter(etat=EtatDemande.BROUILLON)

    def ouvertes(self) -> "DemandeQuerySet":
        """Return what was transmitted and has not ended."""
        return self.filter(etat__in=ETATS_OUVERTS)
