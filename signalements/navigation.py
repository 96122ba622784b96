"""What demandes add to the menu and to the home page."""

from signalements import navigation_agent, navigation_partenaire

__all__ = ["navigation_agent", "navigation_partenaire"]
