"""How a demande ends, right by right (DEM-10; bilan C14–C21)."""

from django.db import models

from signalements.enums import Droit, Sens
from signalements.models.demande import Demande


class DecisionDroit(models.Model):
    """One coded decision: on which right, which way. A MAS accompagnement on rights has some too."""

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="decisions", verbose_name="demande"
    )
    droit = models.CharField("droit", max_length=20, choices=Droit)
    sens = models.CharField("décision", max_length=12, choices=Sens)
    decidee_le = models.DateTimeField("décidée le")

    class Meta:
        verbose_name = "décision sur un droit"
        verbose_name_plural = "décisions sur des droits"
        ordering = ["demande", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "droit"],
                name="signalements_une_decision_par_droit",
                violation_error_message="Ce droit a déjà sa décision.",
            ),
        ]

    def __str__(self) -> str:
        return f"décision {self.pk}"
