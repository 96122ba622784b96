"""Rules of the routes of ``signalements.urls_instruction`` (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
