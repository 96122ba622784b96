"""Sweeps of this app: safe to run twice, no argument that names anybody."""

from celery import shared_task

from signalements.services import departs
from signalements.services.brouillons import effacer_brouillons_anciens


@shared_task(name="signalements.effacer_brouillons")
def effacer_brouillons() -> int:
    """Erase the drafts left untouched for 30 days (DEM-20)."""
    return effacer_brouillons_anciens()


@shared_task(name="signalements.annoncer_depart")
def annoncer_depart(*, habilitation_id: int) -> None:
    """Tell a structure what a technicien who left had open (HAB-11)."""
    departs.annoncer_depart(habilitation_id=habilitation_id)


@shared_task(name="signalements.balayer_departs")
def balayer_departs() -> None:
    """Tell of the departures that a lost wake-up left untold (HAB-11)."""
    departs.balayer_departs()
