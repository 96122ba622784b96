"""Waking workers up: by name, after commit, and never at the price of the request."""

import logging
from functools import partial

from celery import current_app
from celery.exceptions import CeleryError
from django.db import transaction
from kombu.exceptions import KombuError

logger = logging.getLogger(__name__)

# Two quick tries: whoever waits on the request must not wait for Redis. What is lost here is only
# speed, the sweeps take up every row that is due.
POLITIQUE_DE_REPRISE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}


def _envoyer(nom: str, arguments: dict[str, int | str]) -> None:
    try:
        current_app.send_task(nom, kwargs=arguments, retry=True, retry_policy=POLITIQUE_DE_REPRISE)
    except (KombuError, CeleryError, OSError):
        logger.warning("wake-up of %s not sent: the sweep will take it up", nom)


def reveiller(nom: str, **arguments: int | str) -> None:
    """Ask for a task to run soon, once the current transaction is committed.

    Args:
        nom: full name of the task, e.g. ``"pieces.analyser"``.
        arguments: identifiers only, never data of a person.
    """
    transaction.on_commit(partial(_envoyer, nom, arguments), robust=True)
