"""Where the current request comes from."""

from contextvars import ContextVar
from typing import Final

ADRESSE_COURANTE: Final[ContextVar[str | None]] = ContextVar("adresse_courante", default=None)
