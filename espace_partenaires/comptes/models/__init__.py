"""Accounts, their invitations, and the conditions of use they accepted."""

from espace_partenaires.comptes.models.cgu import AcceptationCGU, VersionCGU
from espace_partenaires.comptes.models.invitation import Invitation
from espace_partenaires.comptes.models.utilisateur import Utilisateur, UtilisateurManager

__all__ = ["AcceptationCGU", "Invitation", "Utilisateur", "UtilisateurManager", "VersionCGU"]
