"""The passwords that an account has chosen: digests only, the last of them is the present one (HAB-06)."""

from django.db import models

from espace_partenaires.comptes.models.utilisateur import Utilisateur


class MotDePasseChoisi(models.Model):
    """One password chosen: its digest, to refuse it again; its date, to ask for another one in time."""

    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.CASCADE, related_name="mots_de_passe_choisis", verbose_name="compte"
    )
    condensat = models.CharField("condensat", max_length=200)
    choisi_le = models.DateTimeField("choisi le")

    class Meta:
        verbose_name = "mot de passe choisi"
        verbose_name_plural = "mots de passe choisis"
        indexes = [
            models.Index(fields=["utilisateur", "-choisi_le", "-id"], name="comptes_mots_de_passe_choisis"),
        ]

    def __str__(self) -> str:
        return f"mot de passe {self.pk}"
