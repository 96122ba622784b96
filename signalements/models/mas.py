"""Details of a signalement to the Mission accompagnement santé (S4 annexe 4): coded, no free text."""

from django.db import models

from signalements.enums import (
    ActionEngagee,
    ActionMas,
    Anciennete,
    Cadre,
    Cause,
    IssueSansSoins,
    SoinNonRealise,
)
from signalements.models.demande import Demande
from signalements.models.details import liste_codee


class DetailsMas(models.Model):
    """What the form says, and how the accompagnement ended on its independent axes (DEM-05, DEM-17)."""

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, related_name="details_mas", verbose_name="demande"
    )
    date_saisine = models.DateField("date de la saisine")
    cadres = liste_codee("cadres de la demande", Cadre)
    actions_engagees = liste_codee("actions déjà engagées", ActionEngagee)
    soins = liste_codee("soins non réalisés", SoinNonRealise)
    anciennete = models.CharField("depuis", max_length=10, choices=Anciennete, blank=True)
    causes = liste_codee("causes", Cause)

    actions_menees = liste_codee("actions menées", ActionMas)
    soins_realises = models.BooleanField("soins réalisés", null=True, blank=True)
    aide_droits = models.BooleanField("aide aux droits", null=True, blank=True)
    aide_financiere = models.BooleanField("aide financière", null=True, blank=True)
    orientation_parcours = models.BooleanField("orientation dans le parcours de soins", null=True, blank=True)
    issue_sans_soins = models.CharField("issue sans soins", max_length=20, choices=IssueSansSoins, blank=True)

    class Meta:
        verbose_name = "détails du signalement"
        verbose_name_plural = "détails des signalements"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(cadres=[]),
                name="signalements_mas_un_cadre_au_moins",
                violation_error_message="Indiquez au moins une difficulté.",
            ),
            models.CheckConstraint(
                condition=models.Q(cadres__overlap=["soins", "soins_handicap"])
                | models.Q(soins=[], anciennete="", causes=[]),
                name="signalements_mas_soins_seulement_si_concernes",
                violation_error_message="Les questions sur les soins ne concernent que les renoncements aux soins.",
            ),
        ]

    def __str__(self) -> str:
        return f"détails {self.demande_id}"
