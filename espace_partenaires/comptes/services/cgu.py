"""Conditions of use: which version is in force, who accepted it (HAB-05)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import AcceptationCGU, VersionCGU
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner


def version_en_vigueur(maintenant: datetime) -> VersionCGU | None:
    """Return the version in force at this moment: the latest whose date has come."""
    return VersionCGU.objects.filter(en_vigueur_le__lte=maintenant).order_by("-en_vigueur_le").first()


def acceptation_en_vigueur(utilisateur_id: int, maintenant: datetime) -> QuerySet[VersionCGU, bool]:
    """Build the query whose first row tells whether this account accepted the version in force."""
    acceptee = AcceptationCGU.objects.filter(version=OuterRef("pk"), utilisateur_id=utilisateur_id)
    versions = VersionCGU.objects.filter(en_vigueur_le__lte=maintenant).order_by("-en_vigueur_le")
    return versions.values_list(Exists(acceptee), flat=True)


def reste_a_accepter(utilisateur_id: int, maintenant: datetime) -> bool:
    """Tell whether this account has still to accept the version in force."""
    return acceptation_en_vigueur(utilisateur_id, maintenant).first() is False


@transaction.atomic
def accepter_cgu(*, acteur: Acteur, numero: str, maintenant: datetime | None = None) -> None:
    """Record that the account accepts the version it has just read; safe to run twice.

    Args:
        acteur: who accepts.
        numero: the version shown on the page.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: ``cgu_perimee`` when another version came into force meanwhile.
    """
    maintenant = maintenant or timezone.now()
    version = version_en_vigueur(maintenant)
    if version is None or version.numero != numero:
        raise RegleMetierRefusee(
            "cgu_perimee",
            "Une nouvelle version des conditions vient de paraître : relisez-la avant de l’accepter.",
            "Convention d’utilisation, article 2.2.1",
        )
    _, nouvelle = AcceptationCGU.objects.get_or_create(
        utilisateur_id=acteur.utilisateur_id, version=version, defaults={"acceptee_le": maintenant}
    )
    if nouvelle:
        consigner(acteur=acteur, action="comptes.cgu_acceptees", objet=version)
