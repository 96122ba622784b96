"""Who answers for what: référents of the parties (CONV-08), interlocuteurs (ORG-05, ORG-06), other channels (ORG-07)."""

from django.db import models

from conventions.enums import Service, Volet
from conventions.models.convention import Convention, Partie
from conventions.models.organismes import Caisse, Partenaire
from conventions.querysets import DeConventionQuerySet, InterlocuteurQuerySet
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.models import Utilisateur


class Referent(AvecCle):
    """A référent of one party, for a dated period; with an account it acts in the portal."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="referents", verbose_name="convention"
    )
    partie = models.ForeignKey(
        Partie, on_delete=models.CASCADE, related_name="referents", verbose_name="partie"
    )
    utilisateur = models.ForeignKey(
        Utilisateur,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    courriel = models.EmailField("courriel")
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    du = models.DateField("depuis le")
    au = models.DateField("jusqu’au", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "référent"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(au__isnull=True) | models.Q(au__gte=models.F("du")),
                name="conventions_referent_periode",
                violation_error_message="Un référent cesse de l’être après l’avoir été.",
            ),
        ]

    def __str__(self) -> str:
        return f"référent {self.pk}"


class Interlocuteur(AvecCle):
    """A contact of a caisse or of a partenaire for one volet, by rank."""

    caisse = models.ForeignKey(
        Caisse,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="interlocuteurs",
        verbose_name="caisse",
    )
    partenaire = models.ForeignKey(
        Partenaire,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="interlocuteurs",
        verbose_name="partenaire",
    )
    volet = models.CharField("volet", max_length=15, choices=Volet)
    rang = models.PositiveSmallIntegerField("rang", default=1)
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)

    objects = InterlocuteurQuerySet.as_manager()

    class Meta:
        verbose_name = "interlocuteur"
        ordering = ["volet", "rang", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(caisse__isnull=False, partenaire__isnull=True)
                | models.Q(caisse__isnull=True, partenaire__isnull=False),
                name="conventions_interlocuteur_d_un_organisme",
                violation_error_message="Un interlocuteur est celui d’une caisse ou d’un partenaire.",
            ),
            models.CheckConstraint(
                condition=~models.Q(courriel="") | ~models.Q(telephone=""),
                name="conventions_interlocuteur_joignable",
                violation_error_message="Indiquez au moins un courriel ou un téléphone.",
            ),
        ]

    def __str__(self) -> str:
        return f"interlocuteur {self.pk}"


class CanalDeSecours(models.Model):
    """The other channel that guarantees a service of a caisse in an outage (ORG-07)."""

    caisse = models.ForeignKey(Caisse, on_delete=models.CASCADE, related_name="canaux", verbose_name="caisse")
    service = models.CharField("service", max_length=20, choices=Service)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField(
        "courriel", blank=True, help_text="Pour prendre contact seulement, sans donnée d’un assuré."
    )
    consigne = models.CharField("consigne", max_length=300, blank=True)

    class Meta:
        verbose_name = "canal de secours"
        verbose_name_plural = "canaux de secours"
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "service"],
                name="conventions_canal_par_service",
                violation_error_message="Ce service a déjà son canal de secours.",
            ),
            models.CheckConstraint(
                condition=~models.Q(courriel="") | ~models.Q(telephone="") | ~models.Q(consigne=""),
                name="conventions_canal_utile",
                violation_error_message="Indiquez un téléphone, un courriel ou une consigne.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.caisse_id}"
