"""Doubles that an agent linked, and passages that an agent masked (DEM-15, NOV-05, NOV-07)."""

from django.db import models

from signalements.models.demande import Demande
from signalements.models.echange import Message


class LienDemandes(models.Model):
    """Two demandes of a caisse about the same person, linked by an agent; read by agents only.

    ``premiere`` has the smaller key: a pair is written once.
    """

    premiere = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="liens_apres", verbose_name="première"
    )
    seconde = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="liens_avant", verbose_name="seconde"
    )
    auteur_id = models.BigIntegerField("compte qui les a liées")
    lie_le = models.DateTimeField("liées le")

    class Meta:
        verbose_name = "lien entre deux demandes"
        verbose_name_plural = "liens entre demandes"
        constraints = [
            models.UniqueConstraint(fields=["premiere", "seconde"], name="signalements_lien_unique"),
            models.CheckConstraint(
                condition=models.Q(premiere__lt=models.F("seconde")), name="signalements_lien_ordonne"
            ),
        ]

    def __str__(self) -> str:
        return f"lien {self.pk}"


class Masquage(models.Model):
    """A passage was taken out of a message, or of the text of the form: it is gone, this row says so, and why.

    In an answer in words or an internal note, the mark left in the text says it alone.
    """

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="masquages", verbose_name="demande"
    )
    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="masquages",
        verbose_name="message",
    )
    raison = models.CharField("raison", max_length=20)
    auteur_id = models.BigIntegerField("compte qui a masqué")
    masque_le = models.DateTimeField("masqué le")

    class Meta:
        verbose_name = "masquage"
        ordering = ["masque_le", "pk"]

    def __str__(self) -> str:
        return f"masquage {self.pk}"
