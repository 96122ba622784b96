"""The register of registered letters (CONV-16)."""

from django.db import models

from conventions.enums import NatureCourrier
from conventions.models.convention import Convention, Partie
from conventions.querysets import DeConventionQuerySet
from espace_partenaires.cles import AvecCle


class Courrier(AvecCle):
    """A registered letter from one party, with one delivery per addressee.

    ``reproche`` is what a mise en demeure names; ``effet_demande_le`` the date of effect a letter may set later
    than its receipt; ``suite_de`` the mise en demeure that a notice of résiliation follows.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="courriers", verbose_name="convention"
    )
    nature = models.CharField("nature", max_length=25, choices=NatureCourrier)
    expediteur = models.ForeignKey(
        Partie, on_delete=models.PROTECT, related_name="courriers_envoyes", verbose_name="expéditeur"
    )
    envoye_le = models.DateField("envoyé le")
    reproche = models.TextField("motif", blank=True)
    effet_demande_le = models.DateField("date d’effet fixée par la lettre", null=True, blank=True)
    suite_de = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suites",
        verbose_name="fait suite à",
    )
    consigne_le = models.DateTimeField("consigné le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre recommandée"
        verbose_name_plural = "lettres recommandées"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(nature=NatureCourrier.MISE_EN_DEMEURE) | ~models.Q(reproche=""),
                name="conventions_mise_en_demeure_motivee",
                violation_error_message="Une mise en demeure dit ce qui est reproché.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature} {self.envoye_le}"


class Remise(models.Model):
    """A registered letter in the hands of one addressee: its number, the day it was received."""

    courrier = models.ForeignKey(
        Courrier, on_delete=models.PROTECT, related_name="remises", verbose_name="lettre"
    )
    destinataire = models.ForeignKey(
        Partie, on_delete=models.PROTECT, related_name="courriers_recus", verbose_name="destinataire"
    )
    numero = models.CharField("numéro de recommandé", max_length=30)
    recue_le = models.DateField("reçue le", null=True, blank=True)

    class Meta:
        verbose_name = "remise d’une lettre recommandée"
        verbose_name_plural = "remises de lettres recommandées"
        constraints = [
            models.UniqueConstraint(
                fields=["courrier", "destinataire"],
                name="conventions_remise_une_fois",
                violation_error_message="Cette lettre est déjà adressée à cette partie.",
            ),
            models.UniqueConstraint(
                fields=["numero"],
                name="conventions_recommande_unique",
                violation_error_message="Ce numéro de recommandé figure déjà au registre.",
            ),
        ]

    def __str__(self) -> str:
        return f"remise {self.pk}"
