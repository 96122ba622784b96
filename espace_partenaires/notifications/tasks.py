"""Background work of the outbox."""

from uuid import UUID

from celery import shared_task

from espace_partenaires.notifications import envoi


@shared_task(name="notifications.envoyer")
def envoyer(*, courriel_id: str) -> None:
    """Send one mail, if it is still due."""
    envoi.envoyer(courriel_id=UUID(courriel_id))


@shared_task(name="notifications.balayer")
def balayer() -> None:
    """Send whatever is due and whose wake-up was lost."""
    envoi.balayer()


@shared_task(name="notifications.effacer")
def effacer() -> None:
    """Delete old mails."""
    envoi.effacer_anciens()
