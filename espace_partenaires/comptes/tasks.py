"""Background work of accounts."""

from uuid import UUID

from celery import shared_task

from espace_partenaires.comptes.services import acces_oublies


@shared_task(name="comptes.repondre_aux_oublis")
def repondre_aux_oublis(*, oubli_id: str) -> None:
    """Answer by mail somebody who cannot sign in."""
    acces_oublies.repondre(oubli_id=UUID(oubli_id))


@shared_task(name="comptes.balayer_oublis")
def balayer_oublis() -> None:
    """Wake up the questions whose wake-up was lost, each by itself: one that fails holds back no other."""
    acces_oublies.reprendre()
