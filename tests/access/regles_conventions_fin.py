"""Rules of the routes of ``conventions``: letters, renewals, ends (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
