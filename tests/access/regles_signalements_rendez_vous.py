"""Rules of the routes of ``signalements.urls_rendez_vous`` (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
