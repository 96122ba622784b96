"""A référent named with its account: the convention shows what the account says today (CONV-08, HAB-09)."""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q

from conventions.models import Referent
from conventions.services.referents import Personne
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import exiger

_COPIES: Final = ("nom", "fonction", "courriel", "telephone")


@transaction.atomic
def suivre_le_compte(*, acteur: Acteur, compte: Utilisateur, avant: Personne, le: date) -> None:
    """Write again, in the mandates that run, what was copied from an account that has just changed.

    What was typed for the mandate itself, and differs from the account, is left as it is.

    Args:
        acteur: who changed the account; it reaches the conventions of its own side.
        compte: the account, as it is now.
        avant: what it said before.
        le: the day; a mandate that ended before keeps what was true then.

    Raises:
        HorsPortee: when nobody acts.

    Exigence: CONV-08, HAB-09 (S1u 2.2.2)
    """
    exiger(autorise=acteur.utilisateur_id > 0)
    apres = Personne(compte=compte).complete()
    mandats = Referent.objects.filter(utilisateur=compte).filter(Q(au__isnull=True) | Q(au__gte=le))
    for champ in _COPIES:
        ancien, nouveau = getattr(avant, champ), getattr(apres, champ)
        if ancien != nouveau:
            mandats.filter(**{champ: ancien}).update(**{champ: nouveau})
