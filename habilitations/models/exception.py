"""Addresses outside the partenaire's domains that the caisse allows, with its reason (HAB-08)."""

from django.db import models
from django.db.models.functions import Lower

from conventions.models import Partenaire


class ExceptionCourriel(models.Model):
    """One professional address accepted although its domain is not the partenaire's."""

    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="exceptions_courriel", verbose_name="partenaire"
    )
    courriel = models.EmailField("courriel", max_length=254)
    motif = models.CharField("motif", max_length=200)
    accordee_le = models.DateTimeField("accordée le")
    auteur_id = models.BigIntegerField("compte qui l’a accordée")

    class Meta:
        verbose_name = "exception au domaine de messagerie"
        verbose_name_plural = "exceptions au domaine de messagerie"
        constraints = [
            models.UniqueConstraint(
                "partenaire",
                Lower("courriel"),
                name="habilitations_exception_unique",
                violation_error_message="Cette adresse est déjà acceptée.",
            ),
        ]

    def __str__(self) -> str:
        return f"exception {self.pk}"
