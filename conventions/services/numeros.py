"""Numbers of partenaires: four characters, unique, that their accounts bear (« t-0491-… »)."""

from typing import Final

from django.db import connection

from conventions.models import Partenaire
from espace_partenaires.exceptions import RegleMetierRefusee

_LETTRES: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I nor O: they read like figures
# The key of an advisory lock: one writer at a time gives out numbers.
_VERROU: Final = 691_001
_DERNIER_RANG: Final = 9_999
_PAR_LETTRE: Final = 1_000


def numero_du_rang(rang: int) -> str:
    """Return the number of a rank: 0001 to 9999, then A000 to Z999.

    Raises:
        RegleMetierRefusee: when every number is taken.
    """
    if rang <= _DERNIER_RANG:
        return f"{rang:04d}"
    lettre, reste = divmod(rang - _DERNIER_RANG - 1, _PAR_LETTRE)
    if lettre >= len(_LETTRES):
        raise RegleMetierRefusee("numeros_epuises", "Tous les numéros de partenaire sont pris.")
    return f"{_LETTRES[lettre]}{reste:03d}"


def rang_du_numero(numero: str) -> int:
    """Return the rank of a number, the reverse of ``numero_du_rang``."""
    if numero[0].isdigit():
        return int(numero)
    return _DERNIER_RANG + 1 + _LETTRES.index(numero[0]) * _PAR_LETTRE + int(numero[1:])


def prochain_numero() -> str:
    """Return the next number; the caller's transaction holds the lock until its end."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])
    # Figures sort before letters in every collation, and all numbers have the same length.
    dernier = Partenaire.objects.order_by("-numero").values_list("numero", flat=True).first()
    return numero_du_rang(rang_du_numero(dernier or "0000") + 1)
