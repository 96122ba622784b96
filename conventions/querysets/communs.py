"""Who is asking, and the rows of this app by name: models import these modules, not the reverse."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil

PROFILS_PARTENAIRE = frozenset({Profil.TECHNICIEN.value, Profil.GESTIONNAIRE.value})
PROFIL_SYSTEME = "systeme"
CODE_CNAM = "000"


def lignes(nom: str) -> "models.QuerySet[Any]":
    """Return the rows of a model of this app."""
    toutes: models.QuerySet[Any] = apps.get_model("conventions", nom).objects.all()
    return toutes


def de_cette_convention(nom: str) -> "models.QuerySet[Any]":
    """Return the rows of a model that belong to the convention of the outer query."""
    return lignes(nom).filter(convention=OuterRef("pk")).order_by()


def est_agent(acteur: Acteur) -> bool:
    """Tell whether the actor is an agent with an open role: without one it reaches nothing."""
    return acteur.profil == Profil.AGENT and bool(acteur.roles) and bool(acteur.caisse_ids)


def est_partenaire(acteur: Acteur) -> bool:
    """Tell whether the actor is the account of a partenaire."""
    return acteur.profil in PROFILS_PARTENAIRE and acteur.partenaire_id is not None


def sous_sa_cadre(acteur: Acteur, chemin: str) -> Exists:
    """Tell whether the actor is, today, a référent of the convention cadre of a local one (CONV-08).

    Args:
        acteur: an agent of the Cnam.
        chemin: path, from the outer row, to the key of the convention cadre.
    """
    aujourdhui = timezone.localdate()
    return Exists(
        lignes("Referent")
        .filter(utilisateur=acteur.utilisateur_id, convention=OuterRef(chemin), du__lte=aujourdhui)
        # Another caisse that is party to the cadre names its own agents: they see no network.
        .filter(partie__caisse__code=CODE_CNAM)
        .filter(Q(au__isnull=True) | Q(au__gte=aujourdhui))
    )
