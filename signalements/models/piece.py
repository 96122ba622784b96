"""Files linked to a demande, and what the caisse asks for, item by item (NOV-04)."""

from django.db import models

from espace_partenaires.pieces.models import PieceJointe
from signalements.enums import NaturePieceDemande, RaisonPiece
from signalements.models.demande import Demande
from signalements.models.echange import Message
from signalements.models.evenement import EvenementDemande
from signalements.models.motif import PieceAttendue
from signalements.rules.pieces import LONGUEUR_REPONSE


class PieceDemandee(models.Model):
    """One item of a request for pieces. Answered by a file (``reponses``) or in words; never both needed.

    The items that wait are those of the last request (fact ``demande_de_pieces``) without an answer.
    """

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="pieces_demandees", verbose_name="demande"
    )
    fait = models.ForeignKey(
        EvenementDemande, on_delete=models.PROTECT, related_name="pieces_demandees", verbose_name="fait"
    )
    attendue = models.ForeignKey(
        PieceAttendue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pièce"
    )
    libelle = models.CharField("pièce demandée", max_length=120)
    raison = models.CharField("pourquoi", max_length=20, choices=RaisonPiece)
    precision = models.CharField("précision", max_length=300, blank=True)
    remplace = models.ForeignKey(
        "PieceDemande",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="redemandees",
        verbose_name="pièce refusée",
    )
    reponse = models.CharField("réponse en mots", max_length=LONGUEUR_REPONSE, blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce demandée"
        verbose_name_plural = "pièces demandées"
        ordering = ["fait", "pk"]

    def __str__(self) -> str:
        return f"pièce demandée {self.pk}"


class PieceDemande(models.Model):
    """What a file is to the demande; on screen it is called by its kind and number.

    ``acceptee``: the agent's judgement, ``None`` before it; ``raison`` says why it was refused. ``repond_a``:
    the item of a request that it answers. ``message``: the message it came with. ``attendue``: which of the
    motif's documents it is.
    """

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="pieces", verbose_name="demande"
    )
    piece = models.OneToOneField(
        PieceJointe, on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    nature = models.CharField("nature", max_length=30, choices=NaturePieceDemande)
    numero = models.PositiveSmallIntegerField("numéro")
    attendue = models.ForeignKey(
        PieceAttendue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pièce"
    )
    repond_a = models.ForeignKey(
        PieceDemandee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reponses",
        verbose_name="répond à",
    )
    message = models.ForeignKey(
        Message,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pieces",
        verbose_name="message",
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    acceptee = models.BooleanField("acceptée", null=True, blank=True)
    raison = models.CharField("raison du refus", max_length=20, choices=RaisonPiece, blank=True)
    jugee_le = models.DateTimeField("jugée le", null=True, blank=True)
    jugee_par_id = models.BigIntegerField("compte qui l’a jugée", null=True, blank=True)

    class Meta:
        verbose_name = "pièce de la demande"
        verbose_name_plural = "pièces de la demande"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["demande", "numero"], name="signalements_piece_numerotee"),
            models.CheckConstraint(
                condition=models.Q(acceptee__isnull=True, jugee_le__isnull=True, raison="")
                | models.Q(acceptee=True, jugee_le__isnull=False, raison="")
                | models.Q(acceptee=False, jugee_le__isnull=False) & ~models.Q(raison=""),
                name="signalements_piece_jugee",
                violation_error_message="Une pièce refusée dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"pièce n° {self.numero}"
