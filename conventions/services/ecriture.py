"""What every write on a convention does the same way: lock it, add a dated fact, journal it."""

from datetime import date, datetime
from typing import Any

from conventions.enums import NatureEvenement
from conventions.models import Convention, EvenementConvention
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.services import consigner


def verrouiller(convention: Convention) -> Convention:
    """Return the convention read again under a lock, with its modèle; inside a transaction."""
    return Convention.objects.select_for_update(of=("self",)).select_related("modele").get(pk=convention.pk)


def ajouter_evenement(
    acteur: Acteur,
    convention: Convention,
    nature: NatureEvenement,
    survenu_le: date,
    instant: datetime,
    **champs: Any,
) -> EvenementConvention:
    """Add a fact to the life of a convention.

    Args:
        acteur: who records it.
        convention: the convention, locked.
        nature: what happened.
        survenu_le: the day that counts in law.
        instant: the moment of recording (aware).
        champs: other fields of the fact (``effet_le``, ``motif``, ``article``, ``partie``…).
    """
    return EvenementConvention.objects.create(
        convention=convention,
        nature=nature,
        survenu_le=survenu_le,
        consigne_le=instant,
        auteur_id=acteur.utilisateur_id or None,
        **champs,
    )


def journaliser(acteur: Acteur, action: str, convention: Convention, **details: str | int | bool) -> None:
    """Journal an act on a convention, for its caisse and its partenaire (the agent's own caisse first)."""
    parties = list(convention.parties.order_by("pk").values_list("caisse_id", "partenaire_id"))
    caisses = [caisse for caisse, _ in parties if caisse]
    partenaires = [partenaire for _, partenaire in parties if partenaire]
    siennes = [caisse for caisse in caisses if caisse in acteur.caisse_ids]
    consigner(
        acteur=acteur,
        action=action,
        objet=convention,
        caisse_id=next(iter(siennes or caisses), None),
        partenaire_id=next(iter(partenaires), None),
        details=details,
    )
