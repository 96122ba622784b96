"""A word the day before a meeting, when the day has begun where the caisse is (DEM-13)."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from espace_partenaires.notifications.models import Courriel
from signalements.enums import Cote
from signalements.models import RendezVous
from signalements.notifications import RENDEZ_VOUS_RAPPEL
from signalements.rules.rendez_vous import Plage, rappel_du
from signalements.selectors.rendez_vous import a_rappeler
from signalements.services.annonces_rendez_vous import prevenir_du_rendez_vous

# Tomorrow, wherever the caisse is, begins and ends within these hours.
_DEMAIN: Final = timedelta(hours=48)


def rappeler_rendez_vous(*, maintenant: datetime | None = None) -> int:
    """Remind each structure of the confirmed meetings of tomorrow, once each; safe to run at any hour.

    Returns:
        How many meetings were reminded of now.

    Exigence: DEM-13, UX-07 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    dites = _deja_dites(instant)
    nombre = 0
    for rendez_vous in a_rappeler(Plage(instant, instant + _DEMAIN)):
        cle = f"rappel-{rendez_vous.pk}"
        if cle not in dites and _est_du(rendez_vous, instant):
            prevenir_du_rendez_vous(rendez_vous, RENDEZ_VOUS_RAPPEL, Cote.PARTENAIRE, cle)
            nombre += 1
    return nombre


def _est_du(rendez_vous: RendezVous, maintenant: datetime) -> bool:
    fuseau = ZoneInfo(rendez_vous.demande.caisse.fuseau)
    return rappel_du(rendez_vous.debut, rendez_vous.modifie_le, fuseau, maintenant)


def _deja_dites(maintenant: datetime) -> frozenset[str]:
    ecrits = Courriel.objects.filter(message=RENDEZ_VOUS_RAPPEL.code, cree_le__gte=maintenant - _DEMAIN)
    return frozenset(cle.split(":")[1] for cle in ecrits.values_list("cle_unicite", flat=True))
