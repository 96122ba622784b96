"""Versioned terms of conventions (CONV-02)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from conventions.enums import Nature, Porteur, Reconduction, Service
from conventions.models.termes import Termes


class Modele(Termes):
    """The terms that a convention copies; changed by a new version, never in place (CONV-02)."""

    code = models.SlugField("code", max_length=40)
    version = models.PositiveSmallIntegerField("version", default=1)
    libelle = models.CharField("nom", max_length=120)
    nature = models.CharField("nature", max_length=12, choices=Nature)
    services_par_defaut = ArrayField(
        models.CharField(max_length=20, choices=Service),
        verbose_name="services ouverts par défaut",
        default=list,
    )
    article = models.CharField("texte d’origine", max_length=60)
    # S0 9: each exchange about a person is made with its consent, whatever the service.
    consentement_toujours = models.BooleanField(
        "l’accord de la personne est exigé pour toutes les demandes", default=False
    )

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
            models.CheckConstraint(
                condition=models.Q(mise_en_demeure_jours__isnull=True, mise_en_demeure_depart="")
                | models.Q(mise_en_demeure_jours__gt=0) & ~models.Q(mise_en_demeure_depart=""),
                name="conventions_modele_mise_en_demeure",
                violation_error_message="Le délai d’une mise en demeure dit combien de jours, et depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} (v{self.version})"


class Engagement(models.Model):
    """Something the parties promise: common to every convention of the modèle, or chosen locally (CONV-18)."""

    modele = models.ForeignKey(
        Modele, on_delete=models.CASCADE, related_name="engagements", verbose_name="modèle"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    rubrique = models.CharField("rubrique", max_length=120)
    texte = models.TextField("engagement")
    porteur = models.CharField("porté par", max_length=12, choices=Porteur)
    optionnel = models.BooleanField("au choix des parties", default=False)

    class Meta:
        verbose_name = "engagement d’un modèle"
        verbose_name_plural = "engagements d’un modèle"
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["modele", "ordre"],
                name="conventions_engagement_ordre_unique",
                violation_error_message="Un autre engagement a déjà ce rang dans le modèle.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rubrique} · {self.ordre}"
