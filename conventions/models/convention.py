"""Conventions, their parties and the dated facts of their life."""

from datetime import date

from django.db import models

from conventions.enums import CauseFin, EtatConvention, Nature, NatureEvenement, PouvoirDeSigner
from conventions.models.modele import Engagement, Modele
from conventions.models.organismes import Caisse, Partenaire
from conventions.models.termes import Termes
from conventions.querysets import ConventionQuerySet
from espace_partenaires.cles import AvecCle


class Convention(AvecCle, Termes):
    """A convention, with the terms it took from its modèle, as its avenants in force left them.

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
    cadre = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="locales",
        verbose_name="convention cadre",
    )
    objet = models.CharField("objet", max_length=200)
    etat = models.CharField("état", max_length=12, choices=EtatConvention, default=EtatConvention.BROUILLON)
    effectif_declare = models.PositiveIntegerField("nombre de membres déclaré", null=True, blank=True)
    engagements = models.ManyToManyField(
        Engagement,
        through="EngagementRetenu",
        related_name="conventions",
        verbose_name="engagements au choix retenus",
    )

    # Only on rows read through ``avec_dates`` (and ``avec_vigueur``, which adds the last one).
    debut: date | None
    terme_fixe: date | None
    fin_decidee: date | None
    fin_de_terme: date | None
    fin_certaine: date | None
    vigueur: bool
    # Only on rows read through ``en_vigueur`` or ``au_jour``.
    jour: date

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
            models.CheckConstraint(
                condition=models.Q(cadre__isnull=True) | models.Q(nature=Nature.METIER),
                name="conventions_cadre_d_une_metier",
                violation_error_message="Seule une convention métier se conclut sous une convention cadre.",
            ),
        ]

    def __str__(self) -> str:
        return self.objet

    def article_pour(self, acte: str) -> str:
        """Return the article an act rests on: that of the text signed, or of the modèle as a whole."""
        return str(self.articles.get(acte) or self.modele.article)


class EngagementRetenu(models.Model):
    """An engagement at choice that the parties took (CONV-18)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="choix", verbose_name="convention"
    )
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, verbose_name="engagement")

    class Meta:
        verbose_name = "engagement retenu"
        verbose_name_plural = "engagements retenus"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "engagement"],
                name="conventions_engagement_retenu_une_fois",
                violation_error_message="Cet engagement est déjà retenu.",
            ),
        ]

    def __str__(self) -> str:
        return f"engagement {self.engagement_id} de {self.convention_id}"


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
    signataire = models.CharField("signataire, si ce n’est pas le représentant", max_length=120, blank=True)
    signataire_qualite = models.CharField("qualité du signataire", max_length=120, blank=True)
    pouvoir = models.CharField(
        "pouvoir de signer", max_length=12, choices=PouvoirDeSigner, default=PouvoirDeSigner.STATUTAIRE
    )
    pouvoir_numero = models.CharField(
        "numéro de la délibération ou de la délégation", max_length=60, blank=True
    )
    pouvoir_le = models.DateField("date de la délibération ou de la délégation", null=True, blank=True)

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
            models.CheckConstraint(
                condition=models.Q(pouvoir=PouvoirDeSigner.STATUTAIRE)
                | models.Q(pouvoir_le__isnull=False) & ~models.Q(pouvoir_numero=""),
                name="conventions_pouvoir_numerote_et_date",
                violation_error_message="Une délibération ou une délégation porte un numéro et une date.",
            ),
        ]

    def __str__(self) -> str:
        return f"partie {self.pk}"

    @property
    def libelle(self) -> str:
        """Name of the caisse or of the partenaire."""
        return str(self.caisse or self.partenaire)


class EvenementConvention(models.Model):
    """A dated fact in the life of a convention; never changed, never removed (CONV-03)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="evenements", verbose_name="convention"
    )
    nature = models.CharField("nature", max_length=30, choices=NatureEvenement)
    survenu_le = models.DateField("survenu le")
    effet_le = models.DateField("dernier jour ou date d’effet", null=True, blank=True)
    # A renewal and an avenant on the duration say until when the term now runs; the last one said counts.
    terme_le = models.DateField("dernier jour du terme ainsi fixé", null=True, blank=True)
    cause = models.CharField("cause de la fin", max_length=15, choices=CauseFin, blank=True)
    partie = models.ForeignKey(
        Partie,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evenements",
        verbose_name="partie à l’origine",
    )
    courrier = models.ForeignKey(
        "Courrier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evenements",
        verbose_name="lettre recommandée",
    )
    avenant = models.ForeignKey(
        "Avenant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evenements",
        verbose_name="avenant",
    )
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
            models.CheckConstraint(
                condition=~models.Q(nature=NatureEvenement.RENOUVELLEMENT) | models.Q(terme_le__isnull=False),
                name="conventions_renouvellement_date",
                violation_error_message="Un renouvellement dit le dernier jour du nouveau terme.",
            ),
            models.UniqueConstraint(
                # What a sweep writes down is written once, whether it runs twice, late or in parallel.
                fields=["convention", "nature", "effet_le"],
                condition=models.Q(nature__in=["reconduction_constatee", "fin_constatee"]),
                name="conventions_constat_une_fois",
                violation_error_message="Ce constat est déjà écrit.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature} {self.survenu_le}"
