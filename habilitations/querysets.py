"""The only doors to rows of this app."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from conventions.enums import Nature
from conventions.selectors import liens_signes
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import HorsPortee
from habilitations.enums import EtatHabilitation

if TYPE_CHECKING:
    from habilitations.models import Habilitation


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
