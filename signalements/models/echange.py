"""Messages between partner and caisse, and the agents' internal notes (DEM-11)."""

from django.db import models

from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import Cote
from signalements.models.demande import Demande


class Message(models.Model):
    """A message of the thread, read by both sides."""

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="messages", verbose_name="demande"
    )
    auteur = models.ForeignKey(Utilisateur, on_delete=models.PROTECT, related_name="+", verbose_name="auteur")
    cote = models.CharField("côté", max_length=12, choices=Cote)
    texte = models.TextField("message", max_length=4000)
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "message"
        ordering = ["ecrit_le", "id"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class NoteInterne(models.Model):
    """A note among agents of the caisse; the partner never reads it."""

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="notes", verbose_name="demande"
    )
    auteur = models.ForeignKey(Utilisateur, on_delete=models.PROTECT, related_name="+", verbose_name="auteur")
    texte = models.TextField("note", max_length=4000)
    ecrite_le = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "note interne"
        verbose_name_plural = "notes internes"
        ordering = ["ecrite_le", "id"]

    def __str__(self) -> str:
        return f"note {self.pk}"
