"""Papers kept beside a convention: scans, scanned for viruses, their digest recorded (CONV-12)."""

from django.db import models

from conventions.enums import NatureDocument
from conventions.models.avenant import Avenant
from conventions.models.comite import Comite
from conventions.models.convention import Convention, Partie
from conventions.models.courrier import Courrier
from conventions.querysets import DeConventionQuerySet
from espace_partenaires.cles import AvecCle
from espace_partenaires.pieces.models import PieceJointe


class DocumentConvention(AvecCle):
    """A file of a convention; its state and digest are those of its pièce."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="documents", verbose_name="convention"
    )
    piece = models.OneToOneField(
        PieceJointe, on_delete=models.PROTECT, related_name="document_de_convention", verbose_name="pièce"
    )
    nature = models.CharField("nature", max_length=20, choices=NatureDocument)
    numero = models.PositiveSmallIntegerField("numéro")
    partie = models.ForeignKey(
        Partie,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="partie",
    )
    avenant = models.ForeignKey(
        Avenant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="avenant",
    )
    courrier = models.ForeignKey(
        Courrier,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="lettre",
    )
    comite = models.ForeignKey(
        Comite,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="comité",
    )
    depose_le = models.DateTimeField("déposé le")
    auteur_id = models.BigIntegerField("compte de l’auteur")

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "document d’une convention"
        verbose_name_plural = "documents d’une convention"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="conventions_document_numero_unique",
                violation_error_message="Un document porte déjà ce numéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.numero}"
