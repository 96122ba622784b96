"""Where contents lie: the storage « pieces », under opaque names, one folder a day."""

import uuid
from datetime import datetime
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

_ERREURS: Final = (OSError, BotoCoreError, ClientError)


class StockageIndisponible(Exception):
    """The storage did not answer, or does not have this content."""


def stockage() -> Storage:
    """Return the storage of files (a private folder, or an S3 bucket)."""
    return storages["pieces"]


def ranger(octets: bytes, maintenant: datetime) -> str:
    """Store a content and return its place: a day and a random number, nothing of the person.

    Raises:
        StockageIndisponible: nothing was stored.
    """
    try:
        return stockage().save(f"{maintenant:%Y-%m-%d}/{uuid.uuid4().hex}", ContentFile(octets))
    except _ERREURS as erreur:
        raise StockageIndisponible(str(erreur)) from erreur


def lire(emplacement: str) -> bytes:
    """Return a whole content.

    Raises:
        StockageIndisponible: it cannot be read now.
    """
    try:
        with stockage().open(emplacement, "rb") as fichier:
            octets: bytes = fichier.read()
    except _ERREURS as erreur:
        raise StockageIndisponible(str(erreur)) from erreur
    return octets


def supprimer(emplacement: str) -> None:
    """Erase a content; already gone is fine.

    Raises:
        StockageIndisponible: it may still be there; the sweep of orphans will erase it.
    """
    try:
        stockage().delete(emplacement)
    except _ERREURS as erreur:
        raise StockageIndisponible(str(erreur)) from erreur
