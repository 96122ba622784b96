"""Motifs of demandes and what each needs, as data: the nation edits them, a caisse narrows them (DEM-01, DEM-07)."""

from django.db import models

from conventions.enums import Service
from conventions.models import Caisse
from signalements.enums import Droit


class Motif(models.Model):
    """Why a demande is made. The code never changes; the words may.

    ``propose`` says whether a caisse that chose nothing offers it (first AME: no, DEM-07 **D**). ``droit`` is
    the right on which the end of the demande is coded; empty when there is none. ``livrable``: a document
    that the caisse may deliver through the portal (S1u 1.3). ``sans_personne``: concerns nobody in particular.
    """

    nature = models.CharField("service", max_length=20, choices=Service)
    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("libellé", max_length=120)
    aide = models.CharField("aide, sous le libellé", max_length=300, blank=True)
    rappel = models.CharField("rappel avant de continuer", max_length=400, blank=True)
    droit = models.CharField("droit décidé à la fin", max_length=20, choices=Droit, blank=True)
    propose = models.BooleanField("proposé par défaut", default=True)
    urgence_possible = models.BooleanField("peut être urgent", default=False)
    livrable = models.BooleanField("peut être remis par le portail", default=False)
    sans_personne = models.BooleanField("ne concerne personne en particulier", default=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    actif = models.BooleanField("en vigueur", default=True)

    class Meta:
        verbose_name = "motif"
        ordering = ["nature", "ordre", "libelle"]
        constraints = [
            models.UniqueConstraint(
                fields=["nature", "code"],
                name="signalements_motif_unique",
                violation_error_message="Ce code de motif existe déjà pour ce service.",
            ),
            models.CheckConstraint(
                condition=models.Q(livrable=False) | models.Q(nature=Service.DOCUMENT),
                name="signalements_motif_livrable",
                violation_error_message="Seul un document peut être remis par le portail.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class PieceAttendue(models.Model):
    """A supporting document or a form that a motif needs, with an example of what is accepted (NOV-04)."""

    motif = models.ForeignKey(
        Motif, on_delete=models.CASCADE, related_name="pieces_attendues", verbose_name="motif"
    )
    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("libellé", max_length=120)
    exemple = models.CharField("exemple de ce qui est accepté", max_length=300, blank=True)
    obligatoire = models.BooleanField("obligatoire", default=True)
    formulaire = models.URLField("formulaire à télécharger", max_length=200, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    actif = models.BooleanField("en vigueur", default=True)

    class Meta:
        verbose_name = "pièce attendue"
        verbose_name_plural = "pièces attendues"
        ordering = ["motif", "ordre", "libelle"]
        constraints = [
            models.UniqueConstraint(
                fields=["motif", "code"],
                name="signalements_piece_attendue_unique",
                violation_error_message="Ce code de pièce existe déjà pour ce motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class ReglageMotif(models.Model):
    """A caisse offers a motif, or does not; without a row, the national default holds (DEM-01)."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.CASCADE, related_name="reglages_de_motifs", verbose_name="caisse"
    )
    motif = models.ForeignKey(Motif, on_delete=models.CASCADE, related_name="reglages", verbose_name="motif")
    propose = models.BooleanField("proposé")

    class Meta:
        verbose_name = "réglage d’un motif"
        verbose_name_plural = "réglages des motifs"
        constraints = [
            models.UniqueConstraint(fields=["caisse", "motif"], name="signalements_reglage_unique"),
        ]

    def __str__(self) -> str:
        return f"réglage {self.pk}"
