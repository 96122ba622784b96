"""Uploaded files: their state, their lease, what was found."""

from django.db import models

from espace_partenaires.cles import AvecCle
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.querysets import PieceQuerySet


class PieceJointe(AvecCle):
    """One uploaded file. The name given by the person is thrown away (it may bear a name).

    ``caisse_id`` and ``partenaire_id`` are plain columns for isolation: no foreign key goes upward.
    """

    etat = models.CharField("état", max_length=12, choices=EtatPiece, default=EtatPiece.QUARANTAINE)
    caisse_id = models.BigIntegerField("caisse")
    partenaire_id = models.BigIntegerField("partenaire", null=True, blank=True)
    auteur_id = models.BigIntegerField("compte de l’auteur")
    emplacement = models.CharField(
        "emplacement dans le stockage", max_length=120, unique=True, null=True, blank=True
    )
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    taille = models.PositiveBigIntegerField("taille (octets)")
    type_detecte = models.CharField("type lu dans le contenu", max_length=40, choices=TypePiece)
    deposee_le = models.DateTimeField("déposée le")
    bail_jusqu_a = models.DateTimeField("bail d’analyse jusqu’à", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives d’analyse", default=0)
    analysee_le = models.DateTimeField("analysée le", null=True, blank=True)
    version_signatures = models.CharField("version des signatures", max_length=120, blank=True)
    motif = models.CharField("motif du refus", max_length=200, blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(etat__in=["quarantaine", "en_analyse", "saine"], emplacement__isnull=False)
                | models.Q(etat__in=["infectee", "refusee", "effacee"], emplacement__isnull=True),
                name="pieces_contenu_selon_etat",
                violation_error_message="Le contenu d’une pièce écartée est supprimé.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat="saine")
                | models.Q(analysee_le__isnull=False) & ~models.Q(version_signatures=""),
                name="pieces_saine_apres_analyse",
                violation_error_message="Une pièce n’est saine qu’après son analyse.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bail_jusqu_a", "id"],
                name="pieces_a_analyser",
                condition=models.Q(etat__in=["quarantaine", "en_analyse"]),
            ),
            models.Index(fields=["sha256"], name="pieces_deja_saines", condition=models.Q(etat="saine")),
        ]

    def __str__(self) -> str:
        return f"pièce {self.pk}"
