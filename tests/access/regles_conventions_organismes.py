"""Rules of the routes of ``conventions``: caisses, partenaires, adhésions, modèles (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
