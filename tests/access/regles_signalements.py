"""Rules of the routes of ``signalements`` (acces.md)."""

from tests.access import regles_signalements_agent
from tests.access.regle import Regle

REGLES: dict[str, Regle] = {**regles_signalements_agent.REGLES}
