"""Rules of the routes of ``habilitations.urls_incidents`` (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
