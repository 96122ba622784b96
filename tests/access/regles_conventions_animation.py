"""Rules of the routes of ``conventions``: référents, thread, comités, evaluations, uses of a name (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
