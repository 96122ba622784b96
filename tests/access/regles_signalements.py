"""Rules of the routes of ``signalements`` (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
