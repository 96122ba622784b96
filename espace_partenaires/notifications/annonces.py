"""Telling the apps what became of their messages."""

import logging
from collections.abc import Iterable

from django.dispatch import Signal

from espace_partenaires.notifications.models import Courriel

logger = logging.getLogger(__name__)


def annoncer(signal: Signal, courriels: Iterable[Courriel]) -> None:
    """Announce each message; a listener that fails takes nothing back, and its words are not logged.

    Args:
        signal: one of ``notifications.signals``.
        courriels: the messages concerned.

    Exigence: UX-07, RGPD-02
    """
    for courriel in courriels:
        for _, issue in signal.send_robust(sender=Courriel, courriel=courriel):
            if isinstance(issue, Exception):
                logger.error("mail %s: a listener failed: %s", courriel.pk, type(issue).__name__)
