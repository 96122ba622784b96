"""The proof of consent: which text, how, when, by whom (DEM-06)."""

from django.db import models

from espace_partenaires.pieces.models import PieceJointe
from signalements.enums import ModeConsentement
from signalements.models.demande import Demande


class TexteConsentement(models.Model):
    """One version of the information notice and text of agreement; its digest is the proof of what was shown."""

    version = models.CharField("version", max_length=20, unique=True)
    texte = models.TextField("texte")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    en_vigueur_le = models.DateTimeField("en vigueur le", unique=True)

    class Meta:
        verbose_name = "texte de consentement"
        verbose_name_plural = "textes de consentement"
        ordering = ["-en_vigueur_le"]

    def __str__(self) -> str:
        return self.version


class Consentement(models.Model):
    """The consent of the person, or of who represents them in law."""

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, related_name="consentement", verbose_name="demande"
    )
    mode = models.CharField("mode", max_length=15, choices=ModeConsentement)
    texte = models.ForeignKey(TexteConsentement, on_delete=models.PROTECT, verbose_name="texte présenté")
    empreinte = models.CharField("empreinte du texte présenté", max_length=64)
    recueilli_le = models.DateField("recueilli le")
    auteur_id = models.BigIntegerField("compte qui l’a recueilli")
    reference_jugement = models.CharField("référence du jugement", max_length=80, blank=True)
    piece = models.ForeignKey(
        PieceJointe,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="formulaire signé",
    )
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "consentement"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(mode="signature") | models.Q(piece__isnull=False),
                name="signalements_signature_avec_piece",
                violation_error_message="Joignez le formulaire signé.",
            ),
            models.CheckConstraint(
                condition=~models.Q(mode="representant") | ~models.Q(reference_jugement=""),
                name="signalements_representant_avec_jugement",
                violation_error_message="Indiquez la référence du jugement.",
            ),
        ]

    def __str__(self) -> str:
        return f"consentement {self.demande_id}"
