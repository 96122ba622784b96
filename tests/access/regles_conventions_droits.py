"""Rules of the routes of ``conventions``: living rights, simulation, cuts (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
