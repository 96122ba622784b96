"""Habilitations of partners' accounts, and the agents of the caisses."""

from habilitations.models.agent import Agent
from habilitations.models.habilitation import Habilitation

__all__ = ["Agent", "Habilitation"]
