"""Sweeps of this app: each is safe to run twice, and nothing is lost when it does not run."""

from celery import shared_task

from habilitations.services import annonces, fins
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


@shared_task(name="habilitations.prevenir_les_caisses")
def prevenir_les_caisses(*, fait_id: int) -> None:
    """Tell the other caisses of a partenaire that an account was closed for security."""
    annonces.prevenir_les_caisses(fait_id=fait_id)


@shared_task(name="habilitations.balayer_annonces")
def balayer_annonces() -> None:
    """Tell the caisses that a lost wake-up left untold, and write the hours of mails that left."""
    annonces.balayer_annonces()
