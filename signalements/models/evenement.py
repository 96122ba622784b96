"""Facts of a demande: append-only, by grants."""

from django.db import models

from signalements.enums import NatureFait
from signalements.models.demande import Demande


class EvenementDemande(models.Model):
    """One fact. ``survenu_le`` counts in law, ``consigne_le`` says when it was recorded (DEM-09)."""

    demande = models.ForeignKey(
        Demande, on_delete=models.PROTECT, related_name="evenements", verbose_name="demande"
    )
    nature = models.CharField("nature", max_length=30, choices=NatureFait)
    survenu_le = models.DateTimeField("survenu le")
    consigne_le = models.DateTimeField("consigné le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)
    motif = models.CharField("motif codé", max_length=40, blank=True)
    # Of a transmission: the clock as sent. Of a requalification: the clock from then on.
    regle = models.CharField("délai qui s’applique", max_length=20, blank=True)

    class Meta:
        verbose_name = "fait"
        indexes = [
            models.Index(fields=["demande", "survenu_le"], name="signalements_faits"),
            # So few: the view of the proofs that are waited for starts from them, not from every open demande.
            models.Index(
                fields=["demande"],
                condition=models.Q(nature__in=["preuve_demandee", "preuve_fournie"]),
                name="signalements_preuves",
            ),
        ]
        constraints = [
            # A double click, or a task run twice, must not count a fact twice.
            models.UniqueConstraint(
                fields=["demande", "nature"],
                condition=models.Q(nature__in=["transmission", "prise_en_charge", "cloture", "annulation"]),
                name="signalements_fait_unique",
                violation_error_message="Cet acte est déjà enregistré.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature} {self.survenu_le:%Y-%m-%d %H:%M}"
