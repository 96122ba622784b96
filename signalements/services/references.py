"""The public reference of a demande: never sequential, read aloud without mistakes, unchanged by a transfer."""

import secrets
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from signalements.models import Demande

# Without what is taken for something else: 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V.
LETTRES: Final = "ACDEFGHJKMNPQRTVWXY"
ALPHABET: Final = LETTRES + "346789"
LONGUEUR: Final = 6
ESSAIS: Final = 8


def nouvelle_reference(code_caisse: str, annee: int) -> str:
    """Draw a reference such as ``2026-691-K4T8QX``.

    It starts by a letter, so that its digits never make a series long enough to look like a NIR.

    Args:
        code_caisse: three characters.
        annee: year of the transmission, where the caisse is.
    """
    tirage = secrets.choice(LETTRES) + "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR - 1))
    return f"{annee}-{code_caisse}-{tirage}"


def attribuer_reference(demande: Demande, maintenant: datetime) -> None:
    """Save the demande under a reference that no other bears, whoever owns the other.

    Args:
        demande: locked, filled in, without a reference.
        maintenant: moment of the transmission (aware).

    Raises:
        IntegrityError: something else than the reference is wrong, or chance failed ``ESSAIS`` times.
    """
    annee = maintenant.astimezone(ZoneInfo(demande.caisse.fuseau)).year
    for essai in range(1, ESSAIS + 1):
        demande.reference = nouvelle_reference(demande.caisse.code, annee)
        try:
            # The row that already bears it may be out of sight: only the constraint knows.
            with transaction.atomic():
                demande.save()
        except IntegrityError as erreur:
            if essai == ESSAIS or "reference" not in str(erreur):
                raise
        else:
            return
