"""Rules of the routes of ``conventions``: fiches action, flows, the register (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
