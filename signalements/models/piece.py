"""Files linked to a demande."""

from django.db import models

from espace_partenaires.pieces.models import PieceJointe
from signalements.enums import NaturePieceDemande
from signalements.models.demande import Demande


class PieceDemande(models.Model):
    """What a file is to the demande; on screen it is called by its kind and number."""

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="pieces", verbose_name="demande"
    )
    piece = models.OneToOneField(
        PieceJointe, on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    nature = models.CharField("nature", max_length=30, choices=NaturePieceDemande)
    numero = models.PositiveSmallIntegerField("numéro")
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce de la demande"
        verbose_name_plural = "pièces de la demande"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["demande", "numero"], name="signalements_piece_numerotee"),
        ]

    def __str__(self) -> str:
        return f"pièce n° {self.numero}"
