"""Rules of the routes of ``habilitations.urls_fins`` (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
