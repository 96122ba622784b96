"""How agents organise their desk: saved views, absences, who is on it now, reply models (DEM-16)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.models import Utilisateur
from signalements.models.demande import Demande


class VueEnregistree(AvecCle):
    """Filters that an agent keeps under a name, for itself or for its caisse. Codes only: never a name."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="vues_enregistrees", verbose_name="caisse"
    )
    agent = models.ForeignKey(
        Utilisateur, on_delete=models.CASCADE, related_name="vues_enregistrees", verbose_name="agent"
    )
    libelle = models.CharField("nom de la vue", max_length=60)
    partagee = models.BooleanField("partagée avec la caisse", default=False)
    filtres = models.JSONField("filtres", default=dict)
    colonnes = ArrayField(models.CharField(max_length=30), verbose_name="colonnes", default=list, blank=True)
    creee_le = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["libelle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "libelle"],
                name="signalements_vue_nommee",
                violation_error_message="Vous avez déjà une vue de ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class Absence(AvecCle):
    """An agent is away, from a day to another, both included; a colleague answers meanwhile. Nothing is moved."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="absences", verbose_name="caisse"
    )
    agent = models.ForeignKey(
        Utilisateur, on_delete=models.CASCADE, related_name="absences", verbose_name="agent"
    )
    remplacant = models.ForeignKey(
        Utilisateur,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="remplacements",
        verbose_name="remplaçant",
    )
    du = models.DateField("du")
    au = models.DateField("au")

    class Meta:
        verbose_name = "absence"
        ordering = ["du", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(au__gte=models.F("du")),
                name="signalements_absence_dans_l_ordre",
                violation_error_message="Une absence finit le jour de son début, ou après.",
            ),
            models.CheckConstraint(
                condition=models.Q(remplacant__isnull=True) | ~models.Q(remplacant=models.F("agent")),
                name="signalements_absence_un_autre",
                violation_error_message="Choisissez une autre personne que celle qui s’absente.",
            ),
        ]
        indexes = [models.Index(fields=["caisse", "au"], name="signalements_absences")]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class Presence(models.Model):
    """An agent has the page of a demande open; older than a few minutes, it says nothing."""

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="presences", verbose_name="demande"
    )
    agent = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="+", verbose_name="agent")
    depuis = models.DateTimeField("depuis")
    vue_le = models.DateTimeField("vue le")

    class Meta:
        verbose_name = "présence"
        constraints = [
            models.UniqueConstraint(fields=["demande", "agent"], name="signalements_presence_unique"),
        ]
        indexes = [models.Index(fields=["vue_le"], name="signalements_presences")]

    def __str__(self) -> str:
        return f"présence {self.pk}"


class ModeleReponse(AvecCle):
    """A reply that agents of a caisse start from; its variables are checked when it is written (DEM-16)."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="modeles_de_reponse", verbose_name="caisse"
    )
    libelle = models.CharField("nom du modèle", max_length=80)
    nature = models.CharField("pour ce service seulement", max_length=20, choices=Service, blank=True)
    texte = models.TextField("texte", max_length=4000)
    actif = models.BooleanField("proposé", default=True)
    modifie_le = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "modèle de réponse"
        verbose_name_plural = "modèles de réponse"
        ordering = ["libelle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "libelle"],
                name="signalements_modele_nomme",
                violation_error_message="Un modèle de votre caisse porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle
