"""Rules of the routes of ``espace_partenaires.comptes.urls_acces`` (acces.md)."""

from tests.access.regle import Regle

REGLES: dict[str, Regle] = {}
