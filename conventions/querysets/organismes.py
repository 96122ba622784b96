"""Caisses, partenaires, and what belongs to one of them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conventions.enums import EtatConvention
from conventions.querysets.communs import CODE_CNAM, PROFIL_SYSTEME, est_agent, est_partenaire, lignes
from espace_partenaires.comptes.acteur import Acteur

if TYPE_CHECKING:
    from conventions.models import Caisse, Dysfonctionnement, Interlocuteur, Partenaire


class CaisseQuerySet(models.QuerySet["Caisse"]):
    """Caisses."""

    model: "type[Caisse]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep the agent's own caisse, or those with which a partner's conventions are in force (HAB-17)."""
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        if est_agent(acteur) or est_partenaire(acteur):
            return self.filter(pk__in=acteur.caisse_ids)
        return self.none()


class PartenaireQuerySet(models.QuerySet["Partenaire"]):
    """Partenaires."""

    model: "type[Partenaire]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep what the actor may see (HAB-17).

        An agent: the partenaires tied to its caisse by a convention, whatever its state; what is reached of
        them beyond their public record needs a signed one (``selectors.liens_signes``). A partner's
        account: its own partenaire.
        """
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        if est_agent(acteur):
            liens = lignes("Partie").filter(
                partenaire=OuterRef("pk"), convention__parties__caisse__in=acteur.caisse_ids
            )
            return self.filter(Exists(liens))
        if est_partenaire(acteur):
            return self.filter(pk=acteur.partenaire_id)
        return self.none()


class InterlocuteurQuerySet(models.QuerySet["Interlocuteur"]):
    """Contacts of a caisse or of a partenaire."""

    model: "type[Interlocuteur]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep what the actor may read (ORG-05, ORG-06).

        An agent: those of its caisse and of the partenaires it signed with: a draft gives nothing (HAB-17). A
        partner's account: those of its structure, and of the caisses with which its conventions are in force.
        """
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        if est_agent(acteur):
            liens = lignes("Partie").filter(
                partenaire=OuterRef("partenaire"),
                convention__parties__caisse__in=acteur.caisse_ids,
                convention__etat=EtatConvention.SIGNEE,
            )
            return self.filter(Q(caisse__in=acteur.caisse_ids) | Q(Exists(liens), partenaire__isnull=False))
        if est_partenaire(acteur):
            return self.filter(Q(caisse__in=acteur.caisse_ids) | Q(partenaire=acteur.partenaire_id))
        return self.none()


class DysfonctionnementQuerySet(models.QuerySet["Dysfonctionnement"]):
    """Reported malfunctions."""

    model: "type[Dysfonctionnement]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep what the actor may follow (ORG-08).

        An agent: those of its caisse; at the Cnam, also those sent up to the national support. A partner's
        account: its own.
        """
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        if est_agent(acteur):
            nationaux = lignes("Caisse").filter(pk__in=acteur.caisse_ids, code=CODE_CNAM)
            return self.filter(
                Q(caisse__in=acteur.caisse_ids) | Q(Exists(nationaux), escalade_le__isnull=False)
            )
        if est_partenaire(acteur):
            return self.filter(auteur_id=acteur.utilisateur_id)
        return self.none()
