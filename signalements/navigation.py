"""What demandes add to the menu and to the home page, and what the end of a convention leaves open here."""

from conventions.effets import enregistrer_effet
from signalements import (
    droits,
    navigation_agent,
    navigation_echanges,
    navigation_instruction,
    navigation_motifs,
    navigation_partenaire,
    navigation_pieces,
    navigation_rendez_vous,
)
from signalements.effets import CLE, compter_les_demandes

__all__ = [
    "droits",
    "navigation_agent",
    "navigation_echanges",
    "navigation_instruction",
    "navigation_motifs",
    "navigation_partenaire",
    "navigation_pieces",
    "navigation_rendez_vous",
]

enregistrer_effet(CLE, compter_les_demandes)
