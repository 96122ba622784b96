"""One-time links that open an account (HAB-05)."""

from django.db import models

from espace_partenaires.comptes.models.utilisateur import Utilisateur


class Invitation(models.Model):
    """A one-time link sent by mail. Only the digest of its secret is kept."""

    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.CASCADE, related_name="invitations", verbose_name="compte"
    )
    empreinte = models.CharField("empreinte du secret", max_length=64, unique=True)
    creee_le = models.DateTimeField("créée le")
    expire_le = models.DateTimeField("expire le")
    utilisee_le = models.DateTimeField("utilisée le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur"],
                condition=models.Q(utilisee_le=None, annulee_le=None),
                name="comptes_une_invitation_vivante_par_compte",
                violation_error_message="Une invitation est déjà en cours pour ce compte.",
            ),
            models.CheckConstraint(
                condition=models.Q(expire_le__gt=models.F("creee_le")),
                name="comptes_invitation_expire_apres_sa_creation",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
