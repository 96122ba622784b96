"""What a caisse chooses for one partenaire: services open (ORG-04), reception of documents (ORG-03)."""

from django.db import models

from conventions.enums import Service
from conventions.models.organismes import Caisse, Partenaire


class ActivationService(models.Model):
    """A choice of the caisse that departs from the defaults of the modèle."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="activations", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="activations", verbose_name="partenaire"
    )
    service = models.CharField("service", max_length=20, choices=Service)
    ouvert = models.BooleanField("ouvert")

    class Meta:
        verbose_name = "activation de service"
        verbose_name_plural = "activations de services"
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "partenaire", "service"],
                name="conventions_activation_unique",
                violation_error_message="Ce service est déjà réglé pour ce partenaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.caisse_id}×{self.partenaire_id}"


class RetraitReception(models.Model):
    """The caisse has withdrawn the reception of its documents from a partenaire whose type allows it."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="retraits_reception", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="retraits_reception", verbose_name="partenaire"
    )

    class Meta:
        verbose_name = "retrait de la réception de documents"
        verbose_name_plural = "retraits de la réception de documents"
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "partenaire"],
                name="conventions_retrait_reception_unique",
                violation_error_message="La réception est déjà retirée à ce partenaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.caisse_id}×{self.partenaire_id}"


class CoupureAcces(models.Model):
    """A caisse has cut the access of a whole partenaire to its services, until it restores it (CONV-15)."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="coupures", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="coupures", verbose_name="partenaire"
    )
    motif = models.TextField("motif")
    coupee_le = models.DateTimeField("coupée le")
    coupee_par = models.BigIntegerField("compte qui a coupé", null=True, blank=True)
    retablie_le = models.DateTimeField("rétablie le", null=True, blank=True)
    retablie_par = models.BigIntegerField("compte qui a rétabli", null=True, blank=True)
    motif_retablissement = models.TextField("motif du rétablissement", blank=True)

    class Meta:
        verbose_name = "coupure d’accès"
        verbose_name_plural = "coupures d’accès"
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "partenaire"],
                condition=models.Q(retablie_le__isnull=True),
                name="conventions_une_coupure_a_la_fois",
                violation_error_message="L’accès de ce partenaire est déjà coupé.",
            ),
            models.CheckConstraint(
                condition=models.Q(retablie_le__isnull=True)
                | models.Q(retablie_le__gte=models.F("coupee_le")),
                name="conventions_coupure_avant_retablissement",
                violation_error_message="Un accès se rétablit après sa coupure.",
            ),
        ]

    def __str__(self) -> str:
        return f"coupure {self.caisse_id}×{self.partenaire_id}"
