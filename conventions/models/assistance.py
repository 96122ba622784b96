"""Reported malfunctions of the portal: local support, then national (ORG-05, ORG-08)."""

from django.db import models

from conventions.enums import EtatDysfonctionnement
from conventions.models.organismes import Caisse, Partenaire
from conventions.querysets import DysfonctionnementQuerySet
from espace_partenaires.cles import AvecCle


class Dysfonctionnement(AvecCle):
    """Something that did not work: page, time, browser, account; never data of an assuré."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="dysfonctionnements", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dysfonctionnements",
        verbose_name="partenaire",
    )
    auteur_id = models.BigIntegerField("compte de l’auteur")
    page = models.CharField("page", max_length=200, blank=True)
    navigateur = models.CharField("navigateur", max_length=200, blank=True)
    description = models.TextField("ce qui s’est passé")
    survenu_le = models.DateTimeField("survenu le")
    signale_le = models.DateTimeField("signalé le")
    etat = models.CharField(
        "état", max_length=10, choices=EtatDysfonctionnement, default=EtatDysfonctionnement.OUVERT
    )
    escalade_le = models.DateTimeField("transmis au support national le", null=True, blank=True)
    escalade_motif = models.TextField("pourquoi le transmettre", blank=True)

    objects = DysfonctionnementQuerySet.as_manager()

    class Meta:
        verbose_name = "dysfonctionnement signalé"
        verbose_name_plural = "dysfonctionnements signalés"
        indexes = [
            models.Index(fields=["caisse", "etat", "-signale_le"], name="conventions_dysfonctionnements")
        ]

    def __str__(self) -> str:
        return f"dysfonctionnement {self.pk}"


class ReponseDysfonctionnement(models.Model):
    """An answer of the local or national support."""

    dysfonctionnement = models.ForeignKey(
        Dysfonctionnement, on_delete=models.CASCADE, related_name="reponses", verbose_name="dysfonctionnement"
    )
    auteur_id = models.BigIntegerField("compte de l’auteur")
    nationale = models.BooleanField("du support national", default=False)
    texte = models.TextField("réponse")
    ecrite_le = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "réponse à un dysfonctionnement"
        verbose_name_plural = "réponses à un dysfonctionnement"
        ordering = ["ecrite_le", "pk"]

    def __str__(self) -> str:
        return f"réponse {self.pk}"
