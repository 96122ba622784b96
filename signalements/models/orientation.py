"""A person that the caisse entrusts to a partenaire (DEM-18)."""

from django.db import models

from conventions.models import Caisse, Partenaire
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatOrientation
from signalements.models.demande import Demande


class Orientation(AvecCle):
    """Name, first name, phone, speciality sought, and nothing else about the person (S4 a5 §3).

    ``demande``: the signalement it comes from, when there is one; the partenaire never reads it through this.
    """

    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="orientations", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="orientations", verbose_name="partenaire"
    )
    demande = models.ForeignKey(
        Demande,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="orientations",
        verbose_name="demande d’origine",
    )
    auteur = models.ForeignKey(Utilisateur, on_delete=models.PROTECT, related_name="+", verbose_name="agent")
    nom = models.CharField("nom", max_length=80)
    prenom = models.CharField("prénom", max_length=80)
    telephone = models.CharField("téléphone", max_length=20)
    specialite = models.CharField("spécialité recherchée", max_length=80, blank=True)
    etat = models.CharField(
        "état", max_length=12, choices=EtatOrientation, default=EtatOrientation.EN_ATTENTE
    )
    envoyee_le = models.DateTimeField("envoyée le")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    repondue_par = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réponse de",
    )

    class Meta:
        verbose_name = "orientation vers un partenaire"
        verbose_name_plural = "orientations vers des partenaires"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(etat="en_attente", repondue_le__isnull=True)
                | ~models.Q(etat="en_attente") & models.Q(repondue_le__isnull=False),
                name="signalements_orientation_datee",
                violation_error_message="Une réponse à une orientation est datée.",
            ),
        ]
        indexes = [
            models.Index(fields=["partenaire", "-envoyee_le"], name="signalements_orientations_p"),
            models.Index(fields=["caisse", "-envoyee_le"], name="signalements_orientations_c"),
        ]

    def __str__(self) -> str:
        return f"orientation {self.pk}"
