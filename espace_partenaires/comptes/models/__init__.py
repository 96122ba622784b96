"""Accounts, their invitations, and the conditions of use they accepted."""

from espace_partenaires.comptes.models.acces_oublie import AccesOublie
from espace_partenaires.comptes.models.cgu import AcceptationCGU, VersionCGU
from espace_partenaires.comptes.models.invitation import Invitation
from espace_partenaires.comptes.models.mot_de_passe import MotDePasseChoisi
from espace_partenaires.comptes.models.utilisateur import NOM_EFFACE, Utilisateur, UtilisateurManager

__all__ = [
    "NOM_EFFACE",
    "AcceptationCGU",
    "AccesOublie",
    "Invitation",
    "MotDePasseChoisi",
    "Utilisateur",
    "UtilisateurManager",
    "VersionCGU",
]
