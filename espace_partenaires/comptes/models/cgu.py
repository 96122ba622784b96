"""The conditions of use and who accepted which version (HAB-05)."""

from django.db import models

from espace_partenaires.comptes.models.utilisateur import Utilisateur


class VersionCGU(models.Model):
    """One version of the conditions of use; the one in force is the latest whose date has come."""

    numero = models.CharField("version", max_length=20, unique=True)
    texte = models.TextField(
        "texte", help_text="Paragraphes séparés par une ligne vide ; « # » ouvre un titre."
    )
    en_vigueur_le = models.DateTimeField("en vigueur le", unique=True)

    class Meta:
        verbose_name = "version des CGU"
        verbose_name_plural = "versions des CGU"
        ordering = ["-en_vigueur_le"]

    def __str__(self) -> str:
        return self.numero

    @property
    def blocs(self) -> list[dict[str, str | bool]]:
        """The text cut into titles and paragraphs, for the page."""
        morceaux = [bloc.strip() for bloc in self.texte.split("\n\n") if bloc.strip()]
        return [{"titre": bloc.startswith("# "), "texte": bloc.removeprefix("# ")} for bloc in morceaux]


class AcceptationCGU(models.Model):
    """The dated proof that an account accepted a version."""

    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.CASCADE, related_name="acceptations_cgu", verbose_name="compte"
    )
    version = models.ForeignKey(
        VersionCGU, on_delete=models.PROTECT, related_name="acceptations", verbose_name="version"
    )
    acceptee_le = models.DateTimeField("acceptée le")

    class Meta:
        verbose_name = "acceptation des CGU"
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "version"],
                name="comptes_une_acceptation_par_version",
                violation_error_message="Cette version est déjà acceptée.",
            ),
        ]

    def __str__(self) -> str:
        return f"acceptation {self.pk}"
