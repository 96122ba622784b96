"""What demandes add to the menu and to the home page."""

from signalements import navigation_agent

__all__ = ["navigation_agent"]
