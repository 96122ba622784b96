"""What hangs from a convention: letters, avenants, référents, comités, fiches action."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conventions.querysets.communs import PROFIL_SYSTEME, est_agent, lignes, sous_sa_cadre
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil

if TYPE_CHECKING:
    from conventions.models import Avenant


class DeConventionQuerySet(models.QuerySet[Any]):
    """Rows that bear a convention."""

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep what belongs to the conventions the actor is on a side of (acces.md).

        An agent: those its caisse is party to, and the local ones under the cadre it is a national référent
        of. A gestionnaire of a partenaire: those its partenaire is party to; a technicien: none.
        """
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        parties = lignes("Partie").filter(convention=OuterRef("convention"))
        if est_agent(acteur):
            return self.filter(
                Q(Exists(parties.filter(caisse__in=acteur.caisse_ids)))
                | Q(sous_sa_cadre(acteur, "convention__cadre"))
            )
        if acteur.profil == Profil.GESTIONNAIRE and acteur.partenaire_id is not None:
            return self.filter(Exists(parties.filter(partenaire=acteur.partenaire_id)))
        return self.none()


class AvenantQuerySet(DeConventionQuerySet):
    """Avenants."""

    model: "type[Avenant]"
