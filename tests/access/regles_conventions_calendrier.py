"""Rules of the routes of ``conventions``: the calendar, attestations (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
