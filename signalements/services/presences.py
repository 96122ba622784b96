"""« X est en train de traiter »: an opening noted, refreshed, forgotten (UX-05)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from signalements.models import Demande, Presence
from signalements.permissions import peut_instruire
from signalements.selectors.presences import PERTINENCE

CONSERVATION: Final = timedelta(hours=1)
LOT: Final = 1000


def noter_presence(*, acteur: Acteur, demande: Demande, maintenant: datetime | None = None) -> None:
    """Note that an agent has the page of a demande open; changes nothing of the demande, nor of its journal.

    After five minutes without a sign, opening it again starts anew.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande: in its scope.
        maintenant: the moment (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.

    Exigence: UX-05, DEM-16
    """
    instant = maintenant or timezone.now()
    exiger(autorise=peut_instruire(acteur, demande))
    with transaction.atomic():
        oubliee = When(vue_le__lte=instant - PERTINENCE, then=Value(instant))
        connues = Presence.objects.filter(demande=demande, agent=acteur.utilisateur_id)
        if not connues.update(depuis=Case(oubliee, default=F("depuis")), vue_le=instant):
            # Two tabs opened at once: the second finds the row of the first.
            Presence.objects.bulk_create(
                [Presence(demande=demande, agent_id=acteur.utilisateur_id, depuis=instant, vue_le=instant)],
                ignore_conflicts=True,
            )


def effacer_presences(*, maintenant: datetime | None = None) -> int:
    """Erase, by batches, what nobody has looked at for an hour; rows held by a reader wait for the next sweep.

    Args:
        maintenant: the moment (aware).

    Returns:
        How many were erased.

    Exigence: RGPD-01, UX-05
    """
    limite = (maintenant or timezone.now()) - CONSERVATION
    total = 0
    while True:
        with transaction.atomic():
            anciennes = Presence.objects.filter(vue_le__lt=limite).order_by("vue_le")
            cles = list(anciennes.select_for_update(skip_locked=True).values_list("pk", flat=True)[:LOT])
            Presence.objects.filter(pk__in=cles).delete()
        total += len(cles)
        if len(cles) < LOT:
            return total
