"""What the portal writes in its logs of an error: where and which, never the values it was handling (RGPD-02)."""

import logging
import traceback
from types import TracebackType
from typing import Final

import psycopg

from espace_partenaires.exceptions import RegleMetierRefusee

_TITRE: Final = "Traceback (most recent call last):\n"
_Erreur = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class SansValeurs(logging.Formatter):
    """Write an exception by its class and the lines it went through; its own words may hold a row of the database.

    PostgreSQL repeats the value that it refuses, and the row where no policy hides it; Python, what it cannot convert.

    Exigence: RGPD-02, SEC-01
    """

    def formatException(self, ei: _Erreur) -> str:
        """Return the chain of exceptions, the first cause first, without their messages."""
        chaine: list[BaseException] = []
        suivante = ei[1]
        while suivante is not None and suivante not in chaine:
            chaine.append(suivante)
            suivante = suivante.__cause__ or (None if suivante.__suppress_context__ else suivante.__context__)
        return "\n".join(_dire(erreur) for erreur in reversed(chaine))

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; what another handler kept of its exception is not read."""
        propre = logging.makeLogRecord(record.__dict__)
        propre.exc_text = None
        # Celery repeats the exception in the words of a task that failed.
        if isinstance(record.args, dict) and "exc" in record.args and record.exc_info:
            propre.args = {**record.args, "exc": _classe(record.exc_info[1])}
        return super().format(propre)


def _dire(erreur: BaseException) -> str:
    lignes = "".join(traceback.format_tb(erreur.__traceback__))
    return f"{_TITRE}{lignes}{_classe(erreur)}"


def _classe(erreur: BaseException | None) -> str:
    """Name an exception, with what its words have of a code: state and constraint, error of the system, broken rule."""
    nom = type(erreur).__qualname__
    precisions: list[str | None] = []
    if isinstance(erreur, psycopg.OperationalError | psycopg.InterfaceError) and erreur.diag.sqlstate is None:
        # Said by the client, of the connection: no row is in it.
        precisions = [str(erreur).partition("\n")[0]]
    elif isinstance(erreur, psycopg.Error):
        precisions = [erreur.diag.sqlstate, erreur.diag.table_name, erreur.diag.constraint_name]
    elif isinstance(erreur, OSError):
        precisions = [erreur.strerror]
    elif isinstance(erreur, RegleMetierRefusee):
        precisions = [erreur.code]
    dites = " ".join(str(precision) for precision in precisions if precision)
    return f"{nom}: {dites}" if dites else nom
