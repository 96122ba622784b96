"""The agents of a caisse (HAB-16)."""

from django.db import models

from conventions.models import Caisse
from espace_partenaires.comptes.models import Utilisateur


class Agent(models.Model):
    """The one caisse an agent's account belongs to; its roles are the groups of that caisse."""

    utilisateur = models.OneToOneField(
        Utilisateur, on_delete=models.CASCADE, related_name="agent", verbose_name="compte"
    )
    caisse = models.ForeignKey(Caisse, on_delete=models.PROTECT, related_name="agents", verbose_name="caisse")

    class Meta:
        verbose_name = "agent"

    def __str__(self) -> str:
        return f"agent {self.utilisateur_id}"
