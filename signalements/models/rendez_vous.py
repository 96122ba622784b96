"""Meetings with a person, and an agent's hours at a partenaire's (DEM-13)."""

from django.db import models
from django.db.models import F, Q

from conventions.models import Caisse, Partenaire
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import Cote, EtatRendezVous, ModeRendezVous
from signalements.models.demande import Demande

ETATS_VIVANTS = ("propose", "confirme")


class Permanence(AvecCle):
    """Hours that an agent of the caisse holds in a partenaire's premises; its slots are booked one by one."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="permanences", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="permanences", verbose_name="partenaire"
    )
    agent = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="permanences", verbose_name="agent"
    )
    lieu = models.CharField("lieu", max_length=200)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "permanence"
        ordering = ["debut"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="signalements_permanence_dans_l_ordre",
                violation_error_message="Une permanence finit après son début.",
            ),
        ]
        indexes = [
            models.Index(fields=["partenaire", "debut"], name="signalements_permanences"),
            models.Index(fields=["caisse", "debut"], name="signalements_permanences_c"),
        ]

    def __str__(self) -> str:
        return f"permanence {self.pk}"


class Creneau(AvecCle):
    """One slot of a permanence; PostgreSQL lets one living rendez-vous take it."""

    permanence = models.ForeignKey(
        Permanence, on_delete=models.CASCADE, related_name="creneaux", verbose_name="permanence"
    )
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")

    class Meta:
        verbose_name = "créneau"
        verbose_name_plural = "créneaux"
        ordering = ["debut"]
        constraints = [
            models.UniqueConstraint(fields=["permanence", "debut"], name="signalements_creneau_unique"),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="signalements_creneau_dans_l_ordre",
                violation_error_message="Un créneau finit après son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"créneau {self.pk}"


class RendezVous(AvecCle):
    """One meeting, proposed or fixed; a move makes another row that replaces it."""

    demande = models.ForeignKey(
        Demande, on_delete=models.CASCADE, related_name="rendez_vous", verbose_name="demande"
    )
    etat = models.CharField("état", max_length=10, choices=EtatRendezVous)
    mode = models.CharField("mode", max_length=10, choices=ModeRendezVous)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    lieu = models.CharField("lieu, ou façon de se joindre", max_length=200, blank=True)
    a_apporter = models.CharField("pièces à apporter", max_length=300, blank=True)
    agent = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rendez_vous",
        verbose_name="agent",
    )
    creneau = models.ForeignKey(
        Creneau,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rendez_vous",
        verbose_name="créneau",
    )
    remplace = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remplace_par",
        verbose_name="remplace",
    )
    # Of the calendar file: it must grow at each change (RFC 5545).
    sequence = models.PositiveSmallIntegerField("numéro de version", default=0)
    change_par = models.CharField("dernier changement par", max_length=12, choices=Cote, blank=True)
    cree_le = models.DateTimeField("créé le")
    modifie_le = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["debut"]
        constraints = [
            models.UniqueConstraint(
                fields=["creneau"],
                condition=Q(etat__in=ETATS_VIVANTS),
                name="signalements_creneau_pris_une_fois",
                violation_error_message="Ce créneau vient d’être pris. Choisissez-en un autre.",
            ),
            models.UniqueConstraint(
                fields=["demande"],
                condition=Q(etat__in=ETATS_VIVANTS),
                name="signalements_un_rendez_vous_vivant",
                violation_error_message="Cette demande a déjà un rendez-vous.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="signalements_rendez_vous_dans_l_ordre",
                violation_error_message="Un rendez-vous finit après son début.",
            ),
        ]
        indexes = [models.Index(fields=["agent", "debut"], name="signalements_agenda")]

    def __str__(self) -> str:
        return f"rendez-vous {self.pk}"
