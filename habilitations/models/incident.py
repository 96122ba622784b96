"""Lost, stolen or misused accounts, and the exclusions that a caisse decides (HAB-12, S1u 4.1)."""

import uuid

from django.db import models

from conventions.models import Caisse, Partenaire
from espace_partenaires.cles import AvecCle
from habilitations.enums import ConclusionIncident, EtatIncident, NatureIncident, OrigineIncident
from habilitations.models.habilitation import Habilitation
from habilitations.querysets import IncidentQuerySet, RattacheQuerySet


class DeclarationPublique(models.Model):
    """What somebody locked out wrote on the public form, until a worker takes it up.

    The page writes the row and nothing else: neither its answer nor its time tells whether the account exists.
    The web role adds rows and reads none.
    """

    id = models.UUIDField("clé", primary_key=True, default=uuid.uuid4, editable=False)
    caisse = models.ForeignKey(Caisse, on_delete=models.CASCADE, related_name="+", verbose_name="caisse")
    nature = models.CharField("ce qui s’est passé", max_length=20, choices=NatureIncident)
    constate_le = models.DateField("constaté le")
    identifiant = models.CharField("identifiant du compte", max_length=60, blank=True)
    structure = models.CharField("structure", max_length=160)
    nom = models.CharField("prénom et nom", max_length=160)
    courriel = models.EmailField("courriel", max_length=254)
    telephone = models.CharField("téléphone", max_length=20)
    recit = models.CharField("ce qui s’est passé, en mots", max_length=1000, blank=True)
    declaree_le = models.DateTimeField("déclarée le")

    class Meta:
        verbose_name = "déclaration publique"
        verbose_name_plural = "déclarations publiques"

    def __str__(self) -> str:
        return f"déclaration {self.pk}"


class Incident(AvecCle):
    """One report, followed by the caisse until it is closed."""

    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="incidents", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name="partenaire",
    )
    habilitation = models.ForeignKey(
        Habilitation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name="compte concerné",
    )
    nature = models.CharField("nature", max_length=20, choices=NatureIncident)
    origine = models.CharField("origine", max_length=10, choices=OrigineIncident)
    etat = models.CharField("état", max_length=8, choices=EtatIncident, default=EtatIncident.OUVERT)
    constate_le = models.DateField("constaté le")
    declare_le = models.DateTimeField("déclaré le")
    declarant_id = models.BigIntegerField("compte qui déclare", null=True, blank=True)
    identifiant = models.CharField("identifiant indiqué", max_length=60, blank=True)
    structure = models.CharField("structure indiquée", max_length=160, blank=True)
    nom = models.CharField("qui déclare", max_length=160, blank=True)
    courriel = models.EmailField("courriel de qui déclare", max_length=254, blank=True)
    telephone = models.CharField("téléphone de qui déclare", max_length=20, blank=True)
    recit = models.CharField("ce qui s’est passé", max_length=1000, blank=True)
    gele_le = models.DateTimeField("compte gelé le", null=True, blank=True)
    gele_par = models.BigIntegerField("compte qui a gelé", null=True, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    clos_par = models.BigIntegerField("compte qui a clos", null=True, blank=True)
    conclusion = models.CharField("conclusion", max_length=20, choices=ConclusionIncident, blank=True)
    suite = models.CharField("ce qui a été fait", max_length=500, blank=True)
    efface_le = models.DateTimeField("effacé le", null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "compte compromis"
        verbose_name_plural = "comptes compromis"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(etat=EtatIncident.CLOS)
                | (models.Q(clos_le__isnull=False) & ~models.Q(conclusion="")),
                name="habilitations_incident_conclu",
                violation_error_message="Un incident se clôt avec une conclusion.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat=EtatIncident.GELE) | models.Q(gele_le__isnull=False),
                name="habilitations_gel_date",
            ),
            # A double click makes one report.
            models.UniqueConstraint(
                fields=["habilitation", "declarant_id", "nature"],
                condition=~models.Q(etat=EtatIncident.CLOS)
                & models.Q(habilitation__isnull=False, declarant_id__isnull=False),
                name="habilitations_un_incident_ouvert",
                violation_error_message="Vous avez déjà signalé ce compte pour cette raison.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["caisse", "declare_le", "id"],
                name="habilitations_incidents",
                condition=~models.Q(etat="clos"),
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class Exclusion(AvecCle):
    """An exclusion of one person, decided by the director of a caisse and notified (HAB-12)."""

    habilitation = models.ForeignKey(
        Habilitation, on_delete=models.PROTECT, related_name="exclusions", verbose_name="compte"
    )
    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="exclusions", verbose_name="caisse"
    )
    directeur = models.CharField("décidée par", max_length=120)
    decidee_le = models.DateField("décidée le")
    motif = models.CharField("motif", max_length=500)
    notifiee_le = models.DateTimeField("notifiée le")
    auteur_id = models.BigIntegerField("compte qui l’a enregistrée")
    levee_le = models.DateTimeField("levée le", null=True, blank=True)
    levee_par = models.BigIntegerField("compte qui l’a levée", null=True, blank=True)
    motif_levee = models.CharField("motif de la levée", max_length=500, blank=True)

    objects = RattacheQuerySet.as_manager()

    class Meta:
        verbose_name = "exclusion"
        constraints = [
            models.UniqueConstraint(
                fields=["habilitation"],
                condition=models.Q(levee_le__isnull=True),
                name="habilitations_une_exclusion_en_cours",
                violation_error_message="Cette personne est déjà exclue.",
            ),
            models.CheckConstraint(
                condition=models.Q(levee_le__isnull=True) | ~models.Q(motif_levee=""),
                name="habilitations_levee_motivee",
                violation_error_message="La levée d’une exclusion dit son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
