"""What a partenaire asks its caisse about its gestionnaires (HAB-04, HAB-09, HAB-10)."""

from typing import Final

from django.db import models
from django.db.models.functions import Lower

from conventions.models import Caisse, Partenaire
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.enums import Civilite
from habilitations.enums import EtatDemandeHabilitation, NatureDemande
from habilitations.models.habilitation import Habilitation
from habilitations.querysets import DemandeHabilitationQuerySet

EN_COURS: Final = [EtatDemandeHabilitation.EN_ATTENTE.value, EtatDemandeHabilitation.ACCEPTEE.value]


class DemandeHabilitation(AvecCle):
    """One request to one caisse; its legal term is computed from ``demandee_le``, never stored.

    Of a new gestionnaire the identity columns hold all that is asked; of a change, only what changes.
    """

    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="demandes_habilitation", verbose_name="partenaire"
    )
    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="demandes_habilitation", verbose_name="caisse"
    )
    nature = models.CharField("demande", max_length=10, choices=NatureDemande)
    etat = models.CharField(
        "état", max_length=12, choices=EtatDemandeHabilitation, default=EtatDemandeHabilitation.EN_ATTENTE
    )
    habilitation = models.ForeignKey(
        Habilitation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes",
        verbose_name="compte concerné",
    )
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.BigIntegerField("compte qui demande")
    civilite = models.CharField("civilité", max_length=3, choices=Civilite, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    courriel = models.EmailField("courriel professionnel", max_length=254, blank=True)
    telephone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    souhaitee_le = models.DateField("date souhaitée", null=True, blank=True)
    precision = models.CharField("précision du partenaire", max_length=300, blank=True)
    # Whoever takes over: a gestionnaire already habilitated, or the request that asks for one.
    successeur = models.ForeignKey(
        Habilitation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successions",
        verbose_name="gestionnaire qui prend la suite",
    )
    demande_du_successeur = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="succede_a",
        verbose_name="demande d’habilitation du successeur",
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.BigIntegerField("compte qui a décidé", null=True, blank=True)
    motif_refus = models.CharField("motif du refus", max_length=300, blank=True)
    faite_le = models.DateTimeField("faite le", null=True, blank=True)
    effacee_le = models.DateTimeField("effacée le", null=True, blank=True)

    objects = DemandeHabilitationQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’habilitation"
        verbose_name_plural = "demandes d’habilitation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nature=NatureDemande.HABILITER) | models.Q(habilitation__isnull=False),
                name="habilitations_demande_sur_un_compte",
                violation_error_message="Cette demande porte sur un compte.",
            ),
            models.CheckConstraint(
                condition=~models.Q(nature=NatureDemande.INACTIVER) | models.Q(souhaitee_le__isnull=False),
                name="habilitations_inactivation_souhaitee",
                violation_error_message="Une demande d’inactivation dit la date souhaitée.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat=EtatDemandeHabilitation.REFUSEE)
                | models.Q(effacee_le__isnull=False)
                | ~models.Q(motif_refus=""),
                name="habilitations_refus_motive",
                violation_error_message="Un refus dit son motif.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    etat__in=[EtatDemandeHabilitation.EN_ATTENTE, EtatDemandeHabilitation.ANNULEE]
                )
                | models.Q(decidee_le__isnull=False),
                name="habilitations_decision_datee",
            ),
            # A double click, or two gestionnaires at once, make one request.
            models.UniqueConstraint(
                "partenaire",
                "caisse",
                Lower("courriel"),
                condition=models.Q(etat=EtatDemandeHabilitation.EN_ATTENTE, nature=NatureDemande.HABILITER),
                name="habilitations_une_demande_par_personne",
                violation_error_message="Une demande est déjà en attente pour cette adresse.",
            ),
            models.UniqueConstraint(
                fields=["habilitation", "nature"],
                condition=models.Q(etat__in=EN_COURS, habilitation__isnull=False),
                name="habilitations_une_demande_par_compte",
                violation_error_message="Une demande de même nature est déjà en cours pour ce compte.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["caisse", "demandee_le", "id"],
                name="habilitations_demandes_a_faire",
                condition=models.Q(etat__in=EN_COURS),
            ),
            models.Index(fields=["partenaire", "-demandee_le", "-id"], name="habilitations_demandes"),
        ]

    def __str__(self) -> str:
        return f"demande d’habilitation {self.pk}"
