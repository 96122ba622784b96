"""Probes of the parts the portal stands on; each answers in about a second at most."""

import logging
import socket
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from redis import Redis, RedisError

ATTENTE_SECONDES: Final = 1.0
_journal = logging.getLogger(__name__)


def base_repond() -> bool:
    """Tell whether the database answers; without it the portal can do nothing."""
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
    except DatabaseError:
        _journal.exception("The database does not answer")
        return False
    return True


def redis_repond() -> bool:
    """Tell whether Redis answers; without it tasks wait for the next sweep."""
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=ATTENTE_SECONDES, socket_timeout=ATTENTE_SECONDES
        ) as client:
            return bool(client.ping())
    except (RedisError, OSError) as erreur:
        _journal.warning("Redis does not answer: %s", erreur)
        return False


def _prise_clamd(adresse: str) -> socket.socket:
    parties = urlsplit(adresse)
    if parties.scheme == "unix":
        prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        prise.settimeout(ATTENTE_SECONDES)
        try:
            prise.connect(parties.path)
        except OSError:
            prise.close()
            raise
        return prise
    return socket.create_connection((parties.hostname or "127.0.0.1", parties.port or 3310), ATTENTE_SECONDES)


def clamd_repond() -> bool:
    """Tell whether the antivirus answers; without it files wait in quarantine."""
    try:
        with _prise_clamd(settings.CLAMD_URL) as prise:
            prise.sendall(b"zPING\0")
            return prise.recv(16).startswith(b"PONG")
    except OSError as erreur:
        _journal.warning("clamd does not answer: %s", erreur)
        return False


SONDES_SECONDAIRES: Final[dict[str, Callable[[], bool]]] = {"redis": redis_repond, "antivirus": clamd_repond}
