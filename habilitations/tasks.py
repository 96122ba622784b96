"""Sweeps of this app: each is safe to run twice, and nothing is lost when it does not run."""

from celery import shared_task

from habilitations.services import fins
from habilitations.services.invitations import expirer_invitations


@shared_task(name="habilitations.balayer_invitations")
def balayer_invitations() -> None:
    """Mark late invitations, batch after batch; they hold no seat since their hour anyway."""
    while expirer_invitations():
        pass


@shared_task(name="habilitations.balayer_fins")
def balayer_fins() -> None:
    """Inactivate the accounts whose last convention has ended, should its announcement have been missed."""
    fins.balayer_fins()
