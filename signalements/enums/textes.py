"""Coded values of guarded texts."""

from django.db.models import TextChoices


class RaisonMasquage(TextChoices):
    """Why an agent took a passage out of a text (NOV-05)."""

    NIR = "nir", "Numéro de sécurité sociale"
    SANTE = "sante", "Information de santé"
    TIERS = "tiers", "Information sur une autre personne"
    AUTRE = "autre", "Information inutile à la demande"
