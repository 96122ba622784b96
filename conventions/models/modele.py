"""Versioned terms of conventions (CONV-02)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from conventions.enums import Nature, Reconduction, Service


class Modele(models.Model):
    """The terms that a convention copies at its signature."""

    code = models.SlugField("code", max_length=40)
    version = models.PositiveSmallIntegerField("version", default=1)
    libelle = models.CharField("nom", max_length=120)
    nature = models.CharField("nature", max_length=12, choices=Nature)
    duree_mois = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    reconduction = models.CharField("reconduction", max_length=10, choices=Reconduction)
    preavis_mois = models.PositiveSmallIntegerField("préavis (mois)", null=True, blank=True)
    services_par_defaut = ArrayField(
        models.CharField(max_length=20, choices=Service),
        verbose_name="services ouverts par défaut",
        default=list,
    )
    article = models.CharField("texte d’origine", max_length=60)

    class Meta:
        verbose_name = "modèle de convention"
        verbose_name_plural = "modèles de convention"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="conventions_modele_version_unique",
                violation_error_message="Cette version du modèle existe déjà.",
            ),
            models.CheckConstraint(
                # Without « isnull », a missing duration makes the check unknown, which PostgreSQL lets through.
                condition=models.Q(reconduction=Reconduction.PARENTE)
                | models.Q(duree_mois__isnull=False, duree_mois__gt=0),
                name="conventions_modele_duree",
                violation_error_message="Une durée en mois est nécessaire, sauf pour une convention d’utilisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} (v{self.version})"
