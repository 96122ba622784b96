"""Avenants: what changes, signed by all parties, in force from the last signature (CONV-07)."""

from django.db import models

from conventions.enums import EtatAvenant
from conventions.models.convention import Convention, Partie
from conventions.querysets import AvenantQuerySet
from espace_partenaires.cles import AvecCle


class Avenant(AvecCle):
    """An avenant to a convention.

    ``modifications`` holds ``{nom du terme: {"avant": …, "apres": …}}``; ``avant`` is written when it takes effect, so
    that the terms of any date can be told (``rules.termes``).
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="avenants", verbose_name="convention"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    objet = models.CharField("objet", max_length=200)
    texte = models.TextField("ce qui change, en toutes lettres", blank=True)
    modifications = models.JSONField("termes modifiés", default=dict, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatAvenant, default=EtatAvenant.BROUILLON)
    cree_le = models.DateTimeField("créé le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)
    effet_le = models.DateField("en vigueur depuis le", null=True, blank=True)

    objects = AvenantQuerySet.as_manager()

    class Meta:
        verbose_name = "avenant"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="conventions_avenant_numero_unique",
                violation_error_message="Un avenant porte déjà ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["convention"],
                condition=models.Q(etat__in=["brouillon", "en_signature"]),
                name="conventions_un_avenant_a_la_fois",
                violation_error_message="Un autre avenant à cette convention est en cours : menez-le à son terme d’abord.",
            ),
            models.CheckConstraint(
                condition=models.Q(etat=EtatAvenant.SIGNE, effet_le__isnull=False)
                | ~models.Q(etat=EtatAvenant.SIGNE) & models.Q(effet_le__isnull=True),
                name="conventions_avenant_signe_date",
                violation_error_message="Un avenant en vigueur dit depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"avenant n° {self.numero}"


class SignatureAvenant(models.Model):
    """The signature of an avenant by one party of the convention."""

    avenant = models.ForeignKey(
        Avenant, on_delete=models.CASCADE, related_name="signatures", verbose_name="avenant"
    )
    partie = models.ForeignKey(Partie, on_delete=models.PROTECT, verbose_name="partie")
    representant = models.CharField("signataire", max_length=120)
    qualite = models.CharField("qualité du signataire", max_length=120, blank=True)
    signee_le = models.DateField("signé le")

    class Meta:
        verbose_name = "signature d’un avenant"
        verbose_name_plural = "signatures d’un avenant"
        constraints = [
            models.UniqueConstraint(
                fields=["avenant", "partie"],
                name="conventions_avenant_signe_une_fois",
                violation_error_message="Cette partie a déjà signé l’avenant.",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.avenant_id}×{self.partie_id}"
