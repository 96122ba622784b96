"""Sweeps of this app: each is safe to run twice, late or in parallel, and no right waits for them."""

from celery import shared_task

from conventions.services.attestations_demandees import relancer_attestations
from conventions.services.constats import balayer_conventions
from conventions.services.dysfonctionnements import effacer_anciens
from conventions.services.effacements import effacer_conventions_anciennes


@shared_task(name="conventions.balayer_conventions")
def balayer() -> None:
    """Write down what the dates say of conventions, and what follows from it."""
    balayer_conventions()


@shared_task(name="conventions.relancer_attestations")
def relancer() -> None:
    """Remind, once, who has not attested."""
    while relancer_attestations():
        pass


@shared_task(name="conventions.effacer_dysfonctionnements")
def effacer_dysfonctionnements() -> None:
    """Delete the malfunctions reported more than twelve months ago (ORG-08)."""
    effacer_anciens()


@shared_task(name="conventions.effacer_personnes")
def effacer_personnes() -> None:
    """Erase who signed, answered and met, five years after the end of a convention (RGPD-10)."""
    while effacer_conventions_anciennes():
        pass
