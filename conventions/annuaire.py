"""Which accounts belong to a party: the app that keeps them says so, from the floor above (``annuaire.py``)."""

from collections.abc import Callable

from django.db.models import QuerySet

from conventions.models import Partie
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur

Liste = Callable[[int], QuerySet[Utilisateur]]
_listes: dict[str, Liste] = {}


def enregistrer_comptes(profil: Profil, liste: Liste) -> None:
    """Say which function lists the active accounts of this profile, in a caisse or a partenaire given by its key."""
    _listes[profil.value] = liste


def agents_de(caisse_id: int) -> QuerySet[Utilisateur]:
    """Return the active agents of a caisse who have a role, by name; nobody where no app keeps accounts.

    Exigence: HAB-16
    """
    liste = _listes.get(Profil.AGENT.value)
    trouves = liste(caisse_id) if liste else Utilisateur.objects.none()
    return trouves.order_by("nom", "prenom", "pk")


def comptes_de(partie: Partie) -> QuerySet[Utilisateur]:
    """Return the accounts that may be the référent of a party: agents of its caisse, gestionnaires of its partenaire.

    Only those that the actor's scope lets it see: the agents of another caisse are that caisse's to choose.

    Exigence: CONV-08 (S0 3, S1m 4)
    """
    profil = Profil.AGENT if partie.caisse_id else Profil.GESTIONNAIRE
    liste = _listes.get(profil.value)
    organisme = partie.caisse_id or partie.partenaire_id
    if liste is None or organisme is None:
        return Utilisateur.objects.none()
    return liste(organisme).order_by("nom", "prenom", "pk")
