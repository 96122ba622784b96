"""What this app does when a lower floor announces something."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from conventions.signals import acces_coupe, droits_a_revoir
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.signals import compte_active
from espace_partenaires.isolation.portee import poser_portee
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.signals import adresse_refusee, courriel_envoye
from espace_partenaires.queueing import reveiller
from habilitations.models import Habilitation
from habilitations.services.adresses import noter_le_refus
from habilitations.services.annonces import noter_l_envoi
from habilitations.services.fins import fermer_les_sessions_sans_acces, inactiver_sans_convention
from habilitations.services.invitations import activer
from habilitations.signals import compte_inactive

PROFILS = (Profil.TECHNICIEN, Profil.GESTIONNAIRE)


@receiver(compte_active, dispatch_uid="habilitations_activer")
def ouvrir_les_droits(utilisateur: Utilisateur, maintenant: datetime, **_: Any) -> None:
    """Open the rights of a partner's account in the transaction that opened the account (HAB-05)."""
    if utilisateur.profil in PROFILS:
        acteur = Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil)
        # Whoever uses the link is not signed in: from here on it acts as the account, on its own row.
        poser_portee(acteur)
        activer(acteur=acteur, utilisateur=utilisateur, maintenant=maintenant)


@receiver(droits_a_revoir, dispatch_uid="habilitations_fin_des_conventions")
def suivre_les_conventions(partenaire_ids: Iterable[int], maintenant: datetime, **_: Any) -> None:
    """Inactivate the accounts of the partenaires whose last convention has ended (HAB-13)."""
    for partenaire_id in partenaire_ids:
        inactiver_sans_convention(acteur=ACTEUR_SYSTEME, partenaire_id=partenaire_id, maintenant=maintenant)


@receiver(courriel_envoye, dispatch_uid="habilitations_partenaire_prevenu")
def dater_l_annonce(courriel: Courriel, **_: Any) -> None:
    """Write when the structure was told of an inactivation: the hour at which its mail was handed over (HAB-12)."""
    noter_l_envoi(courriel)


@receiver(adresse_refusee, dispatch_uid="habilitations_adresse_refusee")
def tenir_l_adresse_pour_refusee(courriel: Courriel, **_: Any) -> None:
    """Make a task of the caisse of an address that refuses mail (UX-07)."""
    noter_le_refus(courriel)


@receiver(compte_active, dispatch_uid="habilitations_successeur_active")
def relever_les_departs(utilisateur: Utilisateur, **_: Any) -> None:
    """Do the departures that waited for this successor, without waiting for the hour (HAB-10)."""
    if utilisateur.profil == Profil.GESTIONNAIRE:
        reveiller("habilitations.executer_demandes")


@receiver(compte_inactive, dispatch_uid="habilitations_demandes_sans_objet")
def clore_les_demandes(habilitation: Habilitation, **_: Any) -> None:
    """Close what was asked about a gestionnaire that has just ended: the workers see the requests of every caisse."""
    if habilitation.profil == Profil.GESTIONNAIRE:
        reveiller("habilitations.executer_demandes")


@receiver(acces_coupe, dispatch_uid="habilitations_acces_coupe")
def fermer_les_sessions(partenaire_id: int, maintenant: datetime, **_: Any) -> None:
    """End the sessions of a structure whose last open access has just been cut (CONV-15)."""
    fermer_les_sessions_sans_acces(partenaire_id=partenaire_id, maintenant=maintenant)
