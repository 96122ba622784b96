"""The terms of a convention, as data: held by a modèle, copied by each convention made from it (CONV-02)."""

from typing import Any, Final

from django.db import models

from conventions.enums import (
    DepartMiseEnDemeure,
    Evaluation,
    FinUnilaterale,
    Reconduction,
    RegimeDiffusion,
    RythmeComite,
)

# What a convention takes from its modèle, and what an avenant may show as it stood on a date.
TERMES: Final = (
    "duree_mois",
    "reconduction",
    "preavis_mois",
    "mise_en_demeure_jours",
    "mise_en_demeure_depart",
    "seconde_lettre",
    "fin_unilaterale",
    "force_majeure_jours",
    "evaluation",
    "comite",
    "bilan_annuel",
    "diffusion_des_etudes",
    "responsable_de_traitement",
    "contact_droits",
    "articles",
)


class Termes(models.Model):
    """Terms shared by a modèle and the conventions made from it.

    ``articles`` says which article of the text each act rests on: keys are ``effet``, ``duree``, ``reconduction``,
    ``mise_en_demeure``, ``fin_unilaterale``, ``force_majeure``, ``caducite``, ``avenant``, ``evaluation``,
    ``comite``, ``referents``, ``destruction``, ``usage_du_nom``; a missing one falls back on the modèle's ``article``.
    """

    duree_mois = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    reconduction = models.CharField("reconduction", max_length=10, choices=Reconduction)
    preavis_mois = models.PositiveSmallIntegerField("préavis (mois)", null=True, blank=True)
    mise_en_demeure_jours = models.PositiveSmallIntegerField(
        "délai d’une mise en demeure (jours de calendrier)",
        null=True,
        blank=True,
        help_text="Vide : ce modèle ne connaît pas de mise en demeure.",
    )
    mise_en_demeure_depart = models.CharField(
        "le délai court depuis", max_length=10, choices=DepartMiseEnDemeure, blank=True
    )
    seconde_lettre = models.BooleanField(
        "la résiliation se notifie par une seconde lettre recommandée", default=False
    )
    fin_unilaterale = models.CharField(
        "fin par une seule partie", max_length=20, choices=FinUnilaterale, default=FinUnilaterale.AUCUNE
    )
    force_majeure_jours = models.PositiveSmallIntegerField(
        "force majeure : résiliable au-delà de (jours)", null=True, blank=True
    )
    evaluation = models.CharField(
        "évaluation de la première année", max_length=15, choices=Evaluation, default=Evaluation.AUCUNE
    )
    comite = models.CharField(
        "comité de pilotage", max_length=15, choices=RythmeComite, default=RythmeComite.AUCUN
    )
    bilan_annuel = models.BooleanField("bilan annuel", default=False)
    diffusion_des_etudes = models.CharField(
        "condition pour diffuser les études d’une autre partie",
        max_length=15,
        choices=RegimeDiffusion,
        default=RegimeDiffusion.INFORMATION,
    )
    responsable_de_traitement = models.CharField(
        "responsable du traitement des données", max_length=200, blank=True
    )
    contact_droits = models.CharField("où une personne écrit pour ses droits", max_length=200, blank=True)
    articles = models.JSONField("articles", default=dict, blank=True)

    class Meta:
        abstract = True

    def termes(self) -> dict[str, Any]:
        """Return the terms by name, ready to be copied."""
        return {nom: getattr(self, nom) for nom in TERMES}
