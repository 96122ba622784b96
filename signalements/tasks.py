"""Sweeps of this app: safe to run twice, no argument that names anybody."""

from celery import shared_task

from signalements.services import absences, departs, presences, rappels, recapitulatifs
from signalements.services.brouillons import effacer_brouillons_anciens
from signalements.services.orientations import effacer_orientations_anciennes
from signalements.services.permanences import effacer_permanences_anciennes


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


@shared_task(name="signalements.effacer_absences")
def effacer_absences() -> int:
    """Erase the absences that ended more than three months ago (RGPD-01)."""
    return absences.effacer_absences()


@shared_task(name="signalements.effacer_presences")
def effacer_presences() -> int:
    """Erase the openings of pages that nobody has looked at for an hour (RGPD-01)."""
    return presences.effacer_presences()


@shared_task(name="signalements.envoyer_recapitulatifs")
def envoyer_recapitulatifs() -> int:
    """Send the morning's digest where the working day begins (DEM-19)."""
    return recapitulatifs.envoyer_recapitulatifs()


@shared_task(name="signalements.rappeler_rendez_vous")
def rappeler_rendez_vous() -> int:
    """Remind structures of tomorrow's meetings, once each, in the morning of the caisse (DEM-13)."""
    return rappels.rappeler_rendez_vous()


@shared_task(name="signalements.effacer_permanences")
def effacer_permanences() -> int:
    """Erase the permanences that ended 18 months ago (RGPD-01)."""
    return effacer_permanences_anciennes()


@shared_task(name="signalements.effacer_orientations")
def effacer_orientations() -> int:
    """Erase the orientations answered 18 months ago (DEM-18, RGPD-01)."""
    return effacer_orientations_anciennes()
