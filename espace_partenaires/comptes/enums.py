"""Coded values of accounts."""

from django.db.models import TextChoices


class Profil(TextChoices):
    """What an account is, for life (HAB-01, HAB-16). A person who is two things has two accounts."""

    TECHNICIEN = "technicien", "Technicien"
    GESTIONNAIRE = "gestionnaire", "Gestionnaire"
    AGENT = "agent", "Agent de la caisse"
    ADMINISTRATEUR = "administrateur", "Administrateur national"


class Civilite(TextChoices):
    """Civilité, as forms of the Assurance Maladie write it."""

    MME = "mme", "Mme"
    M = "m", "M."


class NatureOubli(TextChoices):
    """What a person who cannot sign in has forgotten."""

    IDENTIFIANT = "identifiant", "Identifiant"
    MOT_DE_PASSE = "mot_de_passe", "Mot de passe"
