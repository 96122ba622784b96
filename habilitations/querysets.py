"""The only doors to rows of this app."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models

from conventions.enums import Nature
from conventions.selectors import liens_signes
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import HorsPortee
from habilitations.enums import EtatHabilitation

if TYPE_CHECKING:
    from habilitations.models import CampagneRevue, DemandeHabilitation, Habilitation, Incident, Revue


class HabilitationQuerySet(models.QuerySet["Habilitation"]):
    """Habilitations."""

    def visibles_par(self, acteur: Acteur) -> "HabilitationQuerySet":
        """Return what the actor may read (HAB-17, acces.md).

        A gestionnaire reads the accounts of its partenaire; an agent, whatever its roles, those of the
        partenaires bound to its caisse by a convention d'utilisation that all signed, in force or ended; a
        technicien only its own. The row-level policy lets through at most one thing more: a technicien's
        colleagues, whom no screen lists.
        """
        if acteur.profil == Profil.GESTIONNAIRE and acteur.a_role(Profil.GESTIONNAIRE):
            return self.filter(partenaire=acteur.partenaire_id)
        if acteur.profil == Profil.TECHNICIEN:
            return self.filter(utilisateur_id=acteur.utilisateur_id)
        if acteur.profil == Profil.AGENT and acteur.roles:
            liens = liens_signes(acteur.caisse_ids, Nature.UTILISATION)
            return self.filter(partenaire_id__in=liens.values("partenaire_id"))
        return self.none()

    def atteindre(self, acteur: Acteur, cle: uuid.UUID) -> "Habilitation":
        """Return the one of this key, with its account and its partenaire.

        Raises:
            HorsPortee: when the actor does not see it, or when it does not exist.
        """
        trouvee = (
            self.visibles_par(acteur).select_related("utilisateur", "partenaire").filter(cle=cle).first()
        )
        if trouvee is None:
            raise HorsPortee
        return trouvee

    def vivantes(self, maintenant: datetime) -> "HabilitationQuerySet":
        """Return those that hold a seat: active, or invited by a link that still lives (HAB-03)."""
        return self.filter(
            models.Q(etat=EtatHabilitation.ACTIVE)
            | models.Q(etat=EtatHabilitation.INVITEE, invitation_expire_le__gt=maintenant)
        )


def _est_gestionnaire(acteur: Acteur) -> bool:
    return acteur.profil == Profil.GESTIONNAIRE and acteur.a_role(Profil.GESTIONNAIRE)


def _est_agent(acteur: Acteur) -> bool:
    return acteur.profil == Profil.AGENT and bool(acteur.roles) and bool(acteur.caisse_ids)


def _partenaires_lies(acteur: Acteur) -> "models.QuerySet[Any, Any]":
    return liens_signes(acteur.caisse_ids, Nature.UTILISATION).values("partenaire_id")


class AtteignableQuerySet(models.QuerySet[Any]):
    """Rows reached by their public key, by whoever may read them."""

    def visibles_par(self, acteur: Acteur) -> Self:
        """Return what the actor may read."""
        raise NotImplementedError

    def atteindre(self, acteur: Acteur, cle: uuid.UUID) -> Any:
        """Return the one of this key.

        Raises:
            HorsPortee: when the actor does not see it, or when it does not exist.
        """
        trouvee = self.visibles_par(acteur).filter(cle=cle).first()
        if trouvee is None:
            raise HorsPortee
        return trouvee


class RattacheQuerySet(AtteignableQuerySet):
    """Rows that bear a habilitation: read by whoever reads it."""

    def visibles_par(self, acteur: Acteur) -> Self:
        """Return those of the accounts the actor may read (HAB-17)."""
        comptes = apps.get_model("habilitations", "Habilitation").objects.visibles_par(acteur)
        return self.filter(habilitation__in=comptes.values("pk"))


class DemandeHabilitationQuerySet(AtteignableQuerySet):
    """Requests about gestionnaires."""

    model: "type[DemandeHabilitation]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Return a gestionnaire's own structure's, an agent's own caisse's (HAB-17, acces.md)."""
        if _est_gestionnaire(acteur):
            return self.filter(partenaire=acteur.partenaire_id)
        if _est_agent(acteur):
            return self.filter(caisse__in=acteur.caisse_ids)
        return self.none()


class IncidentQuerySet(AtteignableQuerySet):
    """Reports of compromised accounts."""

    model: "type[Incident]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Return the structure's for a gestionnaire, its own for a technicien, the caisse's for an agent.

        An agent also reads those of the partenaires bound to its caisse: every caisse is told (section 10).
        """
        if _est_gestionnaire(acteur):
            return self.filter(partenaire=acteur.partenaire_id)
        if acteur.profil == Profil.TECHNICIEN:
            return self.filter(declarant_id=acteur.utilisateur_id)
        if _est_agent(acteur):
            return self.filter(
                models.Q(caisse__in=acteur.caisse_ids) | models.Q(partenaire_id__in=_partenaires_lies(acteur))
            )
        return self.none()


class CampagneQuerySet(AtteignableQuerySet):
    """Campaigns of review."""

    model: "type[CampagneRevue]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Return those of an agent's caisse."""
        return self.filter(caisse__in=acteur.caisse_ids) if _est_agent(acteur) else self.none()


class RevueQuerySet(AtteignableQuerySet):
    """Reviews of a partenaire's accounts."""

    model: "type[Revue]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Return a gestionnaire's own structure's, and for an agent those of its caisse's partenaires."""
        if _est_gestionnaire(acteur):
            return self.filter(partenaire=acteur.partenaire_id)
        if _est_agent(acteur):
            return self.filter(partenaire_id__in=_partenaires_lies(acteur))
        return self.none()
