"""Background work of retention."""

from celery import shared_task

from espace_partenaires.conservation import purges


@shared_task(name="conservation.effacer_sessions")
def effacer_sessions() -> None:
    """Delete the sessions that are over."""
    purges.effacer_sessions()


@shared_task(name="conservation.effacer_traces_admin")
def effacer_traces_admin() -> None:
    """Delete the old lines of the administration's log."""
    purges.effacer_traces_admin()
