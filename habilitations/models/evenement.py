"""Dated facts of an account, kept when the journal has gone: codes only, so that nothing is to erase (HAB-12)."""

from django.db import models

from conventions.models import Caisse
from espace_partenaires.cles import AvecCle
from habilitations.enums import MotifInactivation, NatureEvenement
from habilitations.models.habilitation import Habilitation
from habilitations.querysets import RattacheQuerySet


class EvenementCompte(AvecCle):
    """One fact: append-only by grants. Its public key is the number of the proof that can be printed."""

    habilitation = models.ForeignKey(
        Habilitation, on_delete=models.PROTECT, related_name="evenements", verbose_name="habilitation"
    )
    nature = models.CharField("nature", max_length=30, choices=NatureEvenement)
    survenu_le = models.DateTimeField("survenu le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)
    caisse = models.ForeignKey(
        Caisse,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="caisse qui a agi",
    )
    motif = models.CharField("motif", max_length=20, choices=MotifInactivation, blank=True)
    # The fact that a later one proves or undoes: « prévenu » of an « inactivation ».
    de = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suites",
        verbose_name="suite de",
    )
    champs = models.JSONField("champs modifiés", default=list, blank=True)
    nombre = models.PositiveSmallIntegerField("personnes prévenues", null=True, blank=True)

    objects = RattacheQuerySet.as_manager()

    class Meta:
        verbose_name = "fait daté d’un compte"
        verbose_name_plural = "faits datés des comptes"
        indexes = [
            models.Index(fields=["habilitation", "-survenu_le", "-id"], name="habilitations_faits"),
            models.Index(
                fields=["habilitation", "-id"],
                name="habilitations_refusees",
                condition=models.Q(nature=NatureEvenement.ADRESSE_REFUSEE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature} {self.pk}"
