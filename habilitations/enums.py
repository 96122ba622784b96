"""Coded values of habilitations."""

from django.db.models import TextChoices


class EtatHabilitation(TextChoices):
    """Life of a partner's account (HAB-05, HAB-11, HAB-14)."""

    INVITEE = "invitee", "Invitation envoyée"
    ACTIVE = "active", "Actif"
    INACTIVE = "inactive", "Inactivé"
    ANNULEE = "annulee", "Invitation annulée"
    EXPIREE = "expiree", "Invitation expirée"
    EFFACEE = "effacee", "Effacé"


class MotifInactivation(TextChoices):
    """Why an account is inactivated: chosen by a gestionnaire (HAB-11), or written by the portal (HAB-13)."""

    DEPART = "depart", "A quitté la structure"
    AUTRE_DOMAINE = "autre_domaine", "Exerce dans un autre domaine"
    AUTRE = "autre", "Autre raison"
    FIN_DES_CONVENTIONS = "fin_des_conventions", "Fin de toutes les conventions"


class RoleAgent(TextChoices):
    """Roles of the agents of a caisse; they combine (HAB-16)."""

    INSTRUCTEUR = "instructeur", "Instructeur"
    GESTIONNAIRE_CONVENTIONS = "gestionnaire_conventions", "Gestionnaire de conventions"
    SUPERVISEUR = "superviseur", "Superviseur"
    DPO = "dpo", "Délégué à la protection des données"
