"""Rules of the routes of ``conventions``: the PDFs of conventions (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
