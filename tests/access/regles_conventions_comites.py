"""Rules of the routes of ``conventions``: comités, work programme, evaluations, points sent up (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
