"""The bytes that a seal hashes: the same in every time zone, on every version, on every machine."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

ORIGINE: Final = "0" * 64
_EPOQUE: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECONDE: Final = timedelta(microseconds=1)


def microsecondes(instant: datetime) -> int:
    """Return a moment as microseconds since 1970, which no time zone changes."""
    return (instant - _EPOQUE) // _MICROSECONDE


def octets(valeurs: Sequence[object]) -> bytes:
    """Return the canonical bytes of a row: one JSON list, keys sorted, ASCII.

    Exigence: RGPD-05 (CNIL)
    """
    return json.dumps([_simple(valeur) for valeur in valeurs], sort_keys=True, separators=(",", ":")).encode(
        "ascii"
    )


def empreinte_entrees(lignes: Iterable[Sequence[object]]) -> tuple[int, str]:
    """Return how many rows there are, and the digest of them all in this order.

    Exigence: RGPD-05 (CNIL)
    """
    condensat = sha256()
    nombre = 0
    for ligne in lignes:
        condensat.update(octets(ligne) + b"\n")
        nombre += 1
    return nombre, condensat.hexdigest()


def empreinte_sceau(valeurs: Sequence[object]) -> str:
    """Return the digest of a seal, the digest of the one before included.

    Exigence: RGPD-05 (CNIL)
    """
    return sha256(octets(valeurs)).hexdigest()


def _simple(valeur: object) -> object:
    if isinstance(valeur, datetime):
        return microsecondes(valeur)
    if isinstance(valeur, UUID):
        return str(valeur)
    return valeur
