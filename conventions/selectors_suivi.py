"""The partenaires that an agent follows for its caisse (HAB-16)."""

from django.db.models import QuerySet

from conventions.models import Caisse, Partenaire
from conventions.services.droits import PERMISSION_DE_SUIVI, nom_du_groupe_de_suivi


def partenaires_suivis(utilisateur_id: int, caisse: Caisse) -> QuerySet[Partenaire]:
    """Return the partenaires that an agent follows for a caisse, to narrow what it sees: no right by itself.

    Exigence: HAB-16 (card)
    """
    return Partenaire.objects.filter(
        partenairegroupobjectpermission__permission__codename=PERMISSION_DE_SUIVI,
        partenairegroupobjectpermission__group__user=utilisateur_id,
        partenairegroupobjectpermission__group__name__startswith=nom_du_groupe_de_suivi(caisse.code, ""),
    )
