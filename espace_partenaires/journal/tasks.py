"""Background work of the journal."""

from celery import shared_task

from espace_partenaires.journal import sceaux


@shared_task(name="journal.sceller")
def sceller() -> None:
    """Seal what is over."""
    sceaux.sceller()


@shared_task(name="journal.effacer")
def effacer() -> None:
    """Erase what is past its twelve months."""
    sceaux.effacer()
