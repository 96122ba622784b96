"""Conventions, their parties and the dated facts of their life."""

from datetime import date

from django.db import models

from conventions.enums import EtatConvention, Nature, NatureEvenement, Reconduction
from conventions.models.modele import Modele
from conventions.models.organismes import Caisse, Partenaire
from conventions.querysets import ConventionQuerySet
from espace_partenaires.cles import AvecCle


class Convention(AvecCle):
    """A convention, with the terms it took from its modèle.

    Whether it is in force is computed from signatures, terms and events (``ConventionQuerySet.en_vigueur``);
    ``etat`` only says how far the signing went.
    """

    modele = models.ForeignKey(Modele, on_delete=models.PROTECT, verbose_name="modèle")
    nature = models.CharField("nature", max_length=12, choices=Nature)
    parente = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adossees",
        verbose_name="convention métier",
    )
    objet = models.CharField("objet", max_length=200)
    etat = models.CharField("état", max_length=12, choices=EtatConvention, default=EtatConvention.BROUILLON)
    duree_mois = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    reconduction = models.CharField("reconduction", max_length=10, choices=Reconduction)
    preavis_mois = models.PositiveSmallIntegerField("préavis (mois)", null=True, blank=True)
    effectif_declare = models.PositiveIntegerField("nombre de membres déclaré", null=True, blank=True)

    # Only on rows read through ``avec_dates`` (and ``avec_vigueur``, which adds the last one).
    debut: date | None
    fin_decidee: date | None
    fin_de_terme: date | None
    fin_certaine: date | None
    vigueur: bool

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nature=Nature.UTILISATION, parente__isnull=False)
                | (~models.Q(nature=Nature.UTILISATION) & models.Q(parente__isnull=True)),
                name="conventions_utilisation_adossee_a_une_metier",
                violation_error_message="Une convention d’utilisation s’appuie sur une convention métier, et elle seule.",
            ),
            models.CheckConstraint(
                # Without « isnull », a missing number makes the check unknown, which PostgreSQL lets through.
                condition=~models.Q(nature=Nature.UTILISATION)
                | models.Q(effectif_declare__isnull=False, effectif_declare__gt=0),
                name="conventions_utilisation_declare_un_effectif",
                violation_error_message="La convention d’utilisation déclare le nombre de membres du partenaire.",
            ),
        ]

    def __str__(self) -> str:
        return self.objet


class Partie(models.Model):
    """One party of a convention: a caisse or a partenaire, exactly one (CONV-01)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="parties", verbose_name="convention"
    )
    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, null=True, blank=True, related_name="parties", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name="partenaire",
    )
    representant = models.CharField("représentant", max_length=120, blank=True)
    qualite = models.CharField("qualité du représentant", max_length=120, blank=True)
    signee_le = models.DateField("signée le", null=True, blank=True)

    class Meta:
        verbose_name = "partie"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(caisse__isnull=False, partenaire__isnull=True)
                | models.Q(caisse__isnull=True, partenaire__isnull=False),
                name="conventions_partie_caisse_ou_partenaire",
                violation_error_message="Une partie est une caisse ou un partenaire, l’un des deux.",
            ),
            models.UniqueConstraint(
                fields=["convention", "caisse"],
                name="conventions_caisse_une_fois",
                violation_error_message="Cette caisse est déjà partie à la convention.",
            ),
            models.UniqueConstraint(
                fields=["convention", "partenaire"],
                name="conventions_partenaire_une_fois",
                violation_error_message="Ce partenaire est déjà partie à la convention.",
            ),
        ]

    def __str__(self) -> str:
        return f"partie {self.pk}"


class EvenementConvention(models.Model):
    """A dated fact in the life of a convention; never changed, never removed (CONV-03)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="evenements", verbose_name="convention"
    )
    nature = models.CharField("nature", max_length=30, choices=NatureEvenement)
    survenu_le = models.DateField("survenu le")
    effet_le = models.DateField("dernier jour ou date d’effet", null=True, blank=True)
    consigne_le = models.DateTimeField("consigné le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)
    motif = models.TextField("motif", blank=True)
    article = models.CharField("article", max_length=60, blank=True)

    class Meta:
        verbose_name = "événement de convention"
        verbose_name_plural = "événements de convention"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(nature__in=["resiliation", "refus_de_reconduction"])
                | models.Q(effet_le__isnull=False),
                name="conventions_fin_datee",
                violation_error_message="La fin d’une convention porte une date d’effet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature} {self.survenu_le}"
