"""Sweeps of this app: safe to run twice, no argument that names anybody."""

from celery import shared_task

from signalements.services.brouillons import effacer_brouillons_anciens


@shared_task(name="signalements.effacer_brouillons")
def effacer_brouillons() -> int:
    """Erase the drafts left untouched for 30 days (DEM-20)."""
    return effacer_brouillons_anciens()
