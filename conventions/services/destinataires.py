"""Who is told by mail of what happens to a convention: the référents its parties named."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from conventions.models import Convention, Partie, Referent


def courriels_des_referents(
    convention: Convention, sauf: Partie | None = None, le: date | None = None
) -> list[str]:
    """Return the addresses of the référents of a convention's parties, each once.

    Args:
        convention: the convention.
        sauf: a party that need not be told: the one that acts.
        le: the day they must be référents; today by default.

    Returns:
        Bare addresses: a référent may have no account.

    Exigence: CONV-08 (S0 3, S1m 4, S3 3)
    """
    jour = le or timezone.localdate()
    referents = Referent.objects.filter(convention=convention, du__lte=jour).filter(
        Q(au__isnull=True) | Q(au__gte=jour)
    )
    # Whoever left, or whose account was taken away, is told nothing more.
    referents = referents.exclude(utilisateur__is_active=False)
    if sauf is not None:
        referents = referents.exclude(partie=sauf)
    return sorted({courriel.lower() for courriel in referents.values_list("courriel", flat=True)})
