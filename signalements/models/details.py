"""What each kind of demande asks, the signalement apart: coded values, and one guarded text (DEM-03)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from signalements.enums import BesoinAcces, DemiJournee, Fragilite, ModeRendezVous, SituationRendezVous
from signalements.models.demande import Demande
from signalements.rules.depot import LONGUEUR_PRECISIONS


def liste_codee(libelle: str, choix: type[models.TextChoices]) -> "ArrayField[list[str], list[str]]":
    """Make a column for several coded answers."""
    return ArrayField(
        models.CharField(max_length=30, choices=choix.choices), verbose_name=libelle, default=list, blank=True
    )


class _Details(models.Model):
    precisions = models.TextField("précisions", max_length=LONGUEUR_PRECISIONS, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"détails {self.pk}"


class DetailsContact(_Details):
    """« Contacter votre organisme d’Assurance Maladie »: a motif and a text."""

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, related_name="details_contact", verbose_name="demande"
    )

    class Meta:
        verbose_name = "détails du contact"
        verbose_name_plural = "détails des contacts"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(precisions=""),
                name="signalements_contact_avec_un_texte",
                violation_error_message="Écrivez votre question.",
            ),
        ]


class DetailsEtude(_Details):
    """« Soumettre une demande d’étude de dossier » (DEM-07, DEM-08, DEM-25).

    ``urgence_certifiee_le``: the author certified that a care situation would worsen without quick handling;
    no medical detail. The clock that applies now is ``Demande.regle``: an agent may have requalified.
    """

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, related_name="details_etude", verbose_name="demande"
    )

    urgence_certifiee_le = models.DateTimeField("urgence certifiée le", null=True, blank=True)
    fragilites = liste_codee("fragilités sociales", Fragilite)

    class Meta:
        verbose_name = "détails de l’étude de dossier"
        verbose_name_plural = "détails des études de dossier"


class DetailsDocument(_Details):
    """« Demander un document » (DEM-12): the document is the motif. ``remis_le`` is a fact, not a column."""

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, related_name="details_document", verbose_name="demande"
    )

    class Meta:
        verbose_name = "détails de la demande de document"
        verbose_name_plural = "détails des demandes de document"


class DetailsRendezVous(_Details):
    """« Demander un rendez-vous pour un assuré »: when, how, what it needs (DEM-13)."""

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, related_name="details_rendez_vous", verbose_name="demande"
    )

    situation = models.CharField("situation", max_length=20, choices=SituationRendezVous)
    modes = liste_codee("modes possibles", ModeRendezVous)
    demi_journees = liste_codee("demi-journées possibles", DemiJournee)
    besoins = liste_codee("besoins", BesoinAcces)

    class Meta:
        verbose_name = "détails de la demande de rendez-vous"
        verbose_name_plural = "détails des demandes de rendez-vous"
