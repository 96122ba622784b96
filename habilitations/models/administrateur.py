"""National admins, as Django admin lists them."""

from espace_partenaires.comptes.models import Utilisateur


class Administrateur(Utilisateur):
    """The same account, under the name that Django admin shows (HAB-16)."""

    class Meta:
        proxy = True
        verbose_name = "administrateur national"
        verbose_name_plural = "administrateurs nationaux"
