"""Rules of the routes of ``habilitations`` (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
