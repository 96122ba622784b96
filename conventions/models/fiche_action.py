"""Fiches action, national flows, priority themes (CONV-10, CONV-11)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from conventions.enums import EtatFiche
from conventions.models.convention import Convention
from conventions.querysets import DeConventionQuerySet
from espace_partenaires.cles import AvecCle


class ThemePrioritaire(models.Model):
    """A priority theme of local collaborations: national reference data."""

    code = models.SlugField("code", max_length=40, unique=True)
    libelle = models.CharField("nom", max_length=160)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    actif = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "thème prioritaire"
        verbose_name_plural = "thèmes prioritaires"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.libelle


class FluxNational(models.Model):
    """A data flow that already runs between the national bodies: reference data (S0 annexe 4)."""

    code = models.SlugField("code", max_length=40, unique=True)
    ordre = models.PositiveSmallIntegerField("ordre")
    theme = models.CharField("thème", max_length=80)
    finalite = models.TextField("finalité")
    sens = models.CharField("sens", max_length=80)
    donnees = models.TextField("catégories de données")
    frequence = models.CharField("fréquence", max_length=40)
    etat = models.CharField("état", max_length=60)
    nom_du_flux = models.CharField("nom du flux", max_length=40, blank=True)
    mots_cles = ArrayField(
        models.CharField(max_length=40),
        verbose_name="mots qui font penser à ce flux",
        default=list,
        blank=True,
    )
    actif = models.BooleanField("en usage", default=True)

    class Meta:
        verbose_name = "flux national"
        verbose_name_plural = "flux nationaux"
        ordering = ["ordre"]

    def __str__(self) -> str:
        return f"{self.theme} · {self.nom_du_flux or self.code}"


class FicheAction(AvecCle):
    """An action that the parties carry together, with the fields of S0 annexe 1."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="fiches", verbose_name="convention"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("action", max_length=200)
    theme = models.ForeignKey(
        ThemePrioritaire, on_delete=models.PROTECT, null=True, blank=True, verbose_name="thème"
    )
    finalites = models.TextField("finalités de l’action")
    publics = models.TextField("publics cibles")
    resultats = models.TextField("résultats attendus")
    prerequis = models.TextField("prérequis", blank=True)
    etp = models.DecimalField("nombre d’ETP", max_digits=6, decimal_places=2, null=True, blank=True)
    qualite_des_personnes = models.TextField("qualité des personnes", blank=True)
    autres_moyens = models.TextField("autres éléments", blank=True)
    formes_d_accueil = ArrayField(
        models.CharField(max_length=40),
        verbose_name="formes d’accueil coordonné",
        default=list,
        blank=True,
    )
    echange_de_donnees = models.BooleanField("échange de données à caractère personnel")
    flux_couvrant = models.ForeignKey(
        FluxNational,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fiches",
        verbose_name="flux national de même finalité",
    )
    flux_justification = models.TextField("justification du DPO malgré ce flux", blank=True)
    flux_justifie_par = models.BigIntegerField("compte du DPO qui justifie", null=True, blank=True)
    flux_justifie_le = models.DateTimeField("justifié le", null=True, blank=True)
    dpo_analyse = models.TextField("analyse du DPO", blank=True)
    dpo_auteur_id = models.BigIntegerField("compte du DPO", null=True, blank=True)
    dpo_nom = models.CharField("nom du DPO", max_length=120, blank=True)
    dpo_analyse_le = models.DateTimeField("analysée le", null=True, blank=True)
    registre_numero = models.CharField("numéro au registre des traitements", max_length=60, blank=True)
    registre_le = models.DateField("inscrite au registre le", null=True, blank=True)
    pilote = models.CharField("pilote", max_length=160)
    copilote = models.CharField("co-pilote", max_length=160, blank=True)
    conduite = models.TextField("conduite du projet")
    date_du_projet = models.DateField("date du projet", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatFiche, default=EtatFiche.PROJET)
    demarree_le = models.DateField("démarrée le", null=True, blank=True)
    terminee_le = models.DateField("terminée le", null=True, blank=True)
    bilan = models.TextField("bilan de l’action", blank=True)
    creee_le = models.DateTimeField("créée le")
    modifiee_le = models.DateTimeField("modifiée le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche action"
        verbose_name_plural = "fiches action"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="conventions_fiche_numero_unique",
                violation_error_message="Une fiche action porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                # Both gates, in the database too: no start of an exchange of personal data without them.
                condition=models.Q(etat__in=["projet", "abandonnee"])
                | models.Q(echange_de_donnees=False)
                | models.Q(dpo_analyse_le__isnull=False, registre_le__isnull=False)
                & ~models.Q(dpo_analyse="")
                & ~models.Q(registre_numero=""),
                name="conventions_fiche_dpo_et_registre",
                violation_error_message=(
                    "Une action qui échange des données personnelles ne démarre qu’après l’analyse du DPO et son "
                    "inscription au registre."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(etat__in=["projet", "abandonnee"])
                | models.Q(flux_couvrant__isnull=True)
                | models.Q(flux_justifie_le__isnull=False) & ~models.Q(flux_justification=""),
                name="conventions_fiche_flux_justifie",
                violation_error_message="Un flux national couvre déjà cette finalité : le DPO doit la justifier.",
            ),
            models.CheckConstraint(
                condition=models.Q(etat__in=["projet", "abandonnee"]) | models.Q(demarree_le__isnull=False),
                name="conventions_fiche_demarree_datee",
                violation_error_message="Une action démarrée dit depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"fiche n° {self.numero}"


class IndicateurFiche(models.Model):
    """How an action is followed: a name, a target, a unit, a result."""

    fiche = models.ForeignKey(
        FicheAction, on_delete=models.CASCADE, related_name="indicateurs", verbose_name="fiche action"
    )
    intitule = models.CharField("indicateur", max_length=200)
    cible = models.CharField("cible", max_length=60, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    resultat = models.CharField("résultat", max_length=60, blank=True)

    class Meta:
        verbose_name = "indicateur d’une fiche action"
        verbose_name_plural = "indicateurs d’une fiche action"

    def __str__(self) -> str:
        return self.intitule
