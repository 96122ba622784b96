"""Habilitations of partners' accounts, and the agents of the caisses."""

from habilitations.models.administrateur import Administrateur
from habilitations.models.agent import Agent
from habilitations.models.exception import ExceptionCourriel
from habilitations.models.habilitation import Habilitation

__all__ = ["Administrateur", "Agent", "ExceptionCourriel", "Habilitation"]
