"""Rules of the routes of ``conventions``: avenants, engagements, documents (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
