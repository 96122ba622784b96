"""Rules of the routes of ``conventions``: the caisse, its contacts, malfunctions (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
