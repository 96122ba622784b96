"""The revue d'habilitation: each account confirmed or withdrawn, one by one, and its certificate (HAB-15, NOV-09)."""

from django.db import models

from conventions.models import Caisse, Partenaire
from espace_partenaires.cles import AvecCle
from habilitations.enums import DecisionRevue, MotifInactivation
from habilitations.models.habilitation import Habilitation
from habilitations.querysets import CampagneQuerySet, RevueQuerySet


class CampagneRevue(AvecCle):
    """What a caisse opens for several of its partenaires at once."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="campagnes_de_revue", verbose_name="caisse"
    )
    libelle = models.CharField("nom de la campagne", max_length=120)
    ouverte_le = models.DateTimeField("ouverte le")
    ouverte_par = models.BigIntegerField("compte qui l’a ouverte")
    echeance = models.DateField("réponse attendue jusqu’au")

    objects = CampagneQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne de revue d’habilitation"
        verbose_name_plural = "campagnes de revue d’habilitation"

    def __str__(self) -> str:
        return f"campagne {self.pk}"


class Revue(AvecCle):
    """The review of one partenaire: one at a time, opened by a caisse or by the partenaire at will."""

    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="revues", verbose_name="partenaire"
    )
    caisse = models.ForeignKey(
        Caisse,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revues",
        verbose_name="caisse qui l’a ouverte",
    )
    campagne = models.ForeignKey(
        CampagneRevue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revues",
        verbose_name="campagne",
    )
    ouverte_le = models.DateTimeField("ouverte le")
    ouverte_par = models.BigIntegerField("compte qui l’a ouverte")
    echeance = models.DateField("réponse attendue jusqu’au")
    # The caisse's setting on the day of the opening: a notice holds to what it said.
    inactive_sans_reponse = models.BooleanField("inactive les techniciens sans réponse", default=False)
    # When the notice to unanswered accounts left: the inactivation waits for its term, whatever the sweep does.
    preavis_le = models.DateTimeField("préavis envoyé le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    numero = models.CharField("numéro du certificat", max_length=20, unique=True, null=True, blank=True)
    empreinte = models.CharField("empreinte du certificat", max_length=64, blank=True)

    objects = RevueQuerySet.as_manager()

    class Meta:
        verbose_name = "revue d’habilitation"
        verbose_name_plural = "revues d’habilitation"
        constraints = [
            models.UniqueConstraint(
                fields=["partenaire"],
                condition=models.Q(close_le__isnull=True),
                name="habilitations_une_revue_ouverte",
                violation_error_message="Une revue est déjà ouverte pour ce partenaire.",
            ),
            models.CheckConstraint(
                condition=models.Q(close_le__isnull=True)
                | (models.Q(numero__isnull=False) & ~models.Q(empreinte="")),
                name="habilitations_revue_certifiee",
                violation_error_message="Une revue close a un certificat numéroté.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["echeance", "id"],
                name="habilitations_revues_ouvertes",
                condition=models.Q(close_le__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"revue {self.pk}"


class LigneRevue(models.Model):
    """One account in a review. Codes and dates only: the certificate survives the erasure of the account."""

    revue = models.ForeignKey(Revue, on_delete=models.CASCADE, related_name="lignes", verbose_name="revue")
    habilitation = models.ForeignKey(
        Habilitation, on_delete=models.PROTECT, related_name="lignes_de_revue", verbose_name="habilitation"
    )
    decision = models.CharField("décision", max_length=12, choices=DecisionRevue, blank=True)
    motif = models.CharField("motif du retrait", max_length=20, choices=MotifInactivation, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.BigIntegerField("compte qui a décidé", null=True, blank=True)
    derniere_connexion_le = models.DateTimeField("dernière connexion vue", null=True, blank=True)
    # What was true at the closing: the state written in the certificate.
    etat_a_la_cloture = models.CharField("état à la clôture", max_length=12, blank=True)

    class Meta:
        verbose_name = "ligne de revue"
        verbose_name_plural = "lignes de revue"
        constraints = [
            models.UniqueConstraint(
                fields=["revue", "habilitation"],
                name="habilitations_une_ligne_par_compte",
                violation_error_message="Ce compte figure déjà dans la revue.",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="") | models.Q(decidee_le__isnull=False),
                name="habilitations_ligne_datee",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision=DecisionRevue.RETIREE) | ~models.Q(motif=""),
                name="habilitations_retrait_motive",
                violation_error_message="Un retrait dit son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"ligne de revue {self.pk}"
