"""Caisses and partenaires (ORG-01 … ORG-03)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Lower

from conventions.enums import Echelon, TypeCaisse, TypePartenaire
from conventions.querysets import CaisseQuerySet, PartenaireQuerySet
from espace_partenaires.cles import AvecCle


class Caisse(AvecCle):
    """An organisme of the Assurance Maladie (ORG-01)."""

    code = models.CharField("code", max_length=3, unique=True)
    type = models.CharField("type", max_length=10, choices=TypeCaisse)
    libelle = models.CharField("nom", max_length=120)
    adresse = models.TextField("adresse", blank=True)
    courriel_dpo = models.EmailField("courriel du délégué à la protection des données", blank=True)
    fuseau = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    zone_jours_feries = models.CharField("zone des jours fériés", max_length=30, default="metropole")
    coordinatrice = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coordonnees",
        verbose_name="caisse régionale référente",
        help_text="Elle coordonne les partenariats de la région et ne signe rien à ce titre.",
    )
    nom_dpo = models.CharField("nom du délégué à la protection des données", max_length=120, blank=True)
    directeur = models.CharField("directrice ou directeur", max_length=120, blank=True)
    exige_second_facteur = models.BooleanField("exige un second facteur des partenaires", default=False)
    revue_inactive_sans_reponse = models.BooleanField(
        "inactive les techniciens restés sans réponse à une revue d’habilitation", default=False
    )

    objects = CaisseQuerySet.as_manager()

    class Meta:
        verbose_name = "caisse"
        ordering = ["code"]
        # Held through groups, one per caisse and role (HAB-16); see conventions.models.droits.
        permissions = [
            ("instruire", "Peut instruire les demandes de la caisse"),
            ("gerer_conventions", "Peut gérer les conventions et les habilitations de la caisse"),
            ("superviser", "Peut superviser les demandes de la caisse"),
            ("proteger_donnees", "Est délégué à la protection des données de la caisse"),
        ]

    def __str__(self) -> str:
        return self.libelle


class CaisseDepartement(models.Model):
    """A département that a caisse serves; some have several caisses (59, 62, 64, 76)."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="departements", verbose_name="caisse"
    )
    code = models.CharField("département", max_length=3, db_index=True)

    class Meta:
        verbose_name = "département servi"
        verbose_name_plural = "départements servis"
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "code"],
                name="conventions_departement_une_fois_par_caisse",
                violation_error_message="Ce département est déjà déclaré pour cette caisse.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.caisse_id})"


class Partenaire(AvecCle):
    """A partner organisation (ORG-02)."""

    numero = models.CharField("numéro", max_length=4, unique=True, help_text="Figure dans les identifiants.")
    type = models.CharField("type", max_length=20, choices=TypePartenaire)
    echelon = models.CharField("échelon", max_length=15, choices=Echelon, default=Echelon.LOCAL)
    libelle = models.CharField("nom", max_length=160)
    siret = models.CharField("SIRET", max_length=14, unique=True, null=True, blank=True)
    adresse = models.TextField("adresse", blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    nom_dpo = models.CharField("nom du délégué à la protection des données", max_length=120, blank=True)
    courriel_dpo = models.EmailField("courriel du délégué à la protection des données", blank=True)

    objects = PartenaireQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        ordering = ["libelle"]
        # Held by the group of the agents who follow it, one group per caisse and partenaire (HAB-16).
        permissions = [("suivre", "Suit ce partenaire pour sa caisse")]

    def __str__(self) -> str:
        return self.libelle


class DomaineCourriel(models.Model):
    """A professional mail domain of a partenaire (HAB-08)."""

    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="domaines", verbose_name="partenaire"
    )
    domaine = models.CharField("domaine", max_length=120)

    class Meta:
        verbose_name = "domaine de messagerie"
        verbose_name_plural = "domaines de messagerie"
        constraints = [
            models.UniqueConstraint(
                "partenaire",
                Lower("domaine"),
                name="conventions_domaine_une_fois_par_partenaire",
                violation_error_message="Ce domaine est déjà déclaré.",
            ),
        ]

    def __str__(self) -> str:
        return self.domaine


class Adhesion(models.Model):
    """A partenaire belongs to a tête de réseau for a dated period (ORG-02)."""

    tete = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="adhesions_recues", verbose_name="tête de réseau"
    )
    membre = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="adhesions", verbose_name="membre"
    )
    periode = DateRangeField("période", help_text="Du premier jour inclus au dernier jour exclu.")

    class Meta:
        verbose_name = "adhésion"
        constraints = [
            ExclusionConstraint(
                name="conventions_adhesion_sans_chevauchement",
                expressions=[
                    ("tete", RangeOperators.EQUAL),
                    ("membre", RangeOperators.EQUAL),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette adhésion recouvre une autre période d’adhésion.",
            ),
            models.CheckConstraint(
                condition=~models.Q(tete=models.F("membre")),
                name="conventions_adhesion_a_un_autre",
                violation_error_message="Un partenaire n’adhère pas à lui-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membre_id} → {self.tete_id}"
