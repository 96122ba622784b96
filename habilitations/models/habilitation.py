"""The habilitation of a partner's account: its state, and the only place where that state is kept."""

from django.db import models

from conventions.models import Partenaire
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation, MotifInactivation
from habilitations.querysets import HabilitationQuerySet

PROFILS_PARTENAIRE = [Profil.GESTIONNAIRE, Profil.TECHNICIEN]


class Habilitation(AvecCle):
    """What one account of a partenaire may do: one row per account, one seat of the quota (HAB-03)."""

    utilisateur = models.OneToOneField(
        Utilisateur, on_delete=models.PROTECT, related_name="habilitation", verbose_name="compte"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="habilitations", verbose_name="partenaire"
    )
    profil = models.CharField(
        "profil",
        max_length=20,
        choices=[(p.value, p.label) for p in (Profil.GESTIONNAIRE, Profil.TECHNICIEN)],
    )
    etat = models.CharField("état", max_length=12, choices=EtatHabilitation, default=EtatHabilitation.INVITEE)
    creee_le = models.DateTimeField("créée le")
    auteur_id = models.BigIntegerField("compte qui l’a créée", null=True, blank=True)
    invitation_expire_le = models.DateTimeField("l’invitation expire le", null=True, blank=True)
    activee_le = models.DateTimeField("activée le", null=True, blank=True)
    annulee_le = models.DateTimeField("invitation annulée le", null=True, blank=True)
    inactivee_le = models.DateTimeField("inactivée le", null=True, blank=True)
    motif_inactivation = models.CharField(
        "motif de l’inactivation", max_length=20, choices=MotifInactivation, blank=True
    )
    precision_inactivation = models.CharField("précision", max_length=300, blank=True, db_default="")
    effacee_le = models.DateTimeField("effacée le", null=True, blank=True)
    certifications = models.JSONField(
        "certifications du gestionnaire",
        default=dict,
        help_text="Code de la certification → jour et compte qui certifie (HAB-08).",
    )
    formation_detection_le = models.DateField("formé à la détection le", null=True, blank=True)
    exception_domaine = models.CharField("exception au domaine de messagerie", max_length=200, blank=True)

    objects = HabilitationQuerySet.as_manager()

    class Meta:
        verbose_name = "habilitation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(profil__in=[p.value for p in PROFILS_PARTENAIRE]),
                name="habilitations_profil_partenaire",
                violation_error_message="Une habilitation porte sur un gestionnaire ou un technicien.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat=EtatHabilitation.INVITEE)
                | models.Q(invitation_expire_le__isnull=False),
                name="habilitations_invitation_datee",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat=EtatHabilitation.INACTIVE) | models.Q(inactivee_le__isnull=False),
                name="habilitations_inactivation_datee",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat=EtatHabilitation.ANNULEE) | models.Q(annulee_le__isnull=False),
                name="habilitations_annulation_datee",
            ),
            # A nameless row keeps its dates and its coded reason, nothing that was typed (HAB-14).
            models.CheckConstraint(
                condition=~models.Q(etat=EtatHabilitation.EFFACEE)
                | models.Q(
                    effacee_le__isnull=False,
                    precision_inactivation="",
                    exception_domaine="",
                    certifications={},
                ),
                name="habilitations_effacee_sans_donnee",
                violation_error_message="Un compte effacé ne garde aucune donnée saisie.",
            ),
        ]
        indexes = [
            # Counting the seats of a partenaire reads living rows only.
            models.Index(
                fields=["partenaire", "profil"],
                name="habilitations_places",
                condition=models.Q(etat__in=["invitee", "active"]),
            ),
            # The sweep of erasures looks for old ends only.
            models.Index(
                fields=["inactivee_le"],
                name="habilitations_a_effacer",
                condition=models.Q(etat="inactive"),
            ),
        ]

    def __str__(self) -> str:
        return f"habilitation {self.pk}"
