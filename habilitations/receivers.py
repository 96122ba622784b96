"""What this app does when a lower floor announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.signals import compte_active
from espace_partenaires.isolation.portee import poser_portee
from habilitations.services.invitations import activer

PROFILS = (Profil.TECHNICIEN, Profil.GESTIONNAIRE)


@receiver(compte_active, dispatch_uid="habilitations_activer")
def ouvrir_les_droits(utilisateur: Utilisateur, maintenant: datetime, **_: Any) -> None:
    """Open the rights of a partner's account in the transaction that opened the account (HAB-05)."""
    if utilisateur.profil in PROFILS:
        acteur = Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil)
        # Whoever uses the link is not signed in: from here on it acts as the account, on its own row.
        poser_portee(acteur)
        activer(acteur=acteur, utilisateur=utilisateur, maintenant=maintenant)
