"""Habilitations of partners' accounts, and the agents of the caisses."""

from habilitations.models.administrateur import Administrateur
from habilitations.models.agent import Agent
from habilitations.models.demande import DemandeHabilitation
from habilitations.models.evenement import EvenementCompte
from habilitations.models.exception import ExceptionCourriel
from habilitations.models.habilitation import Habilitation
from habilitations.models.incident import DeclarationPublique, Exclusion, Incident
from habilitations.models.revue import CampagneRevue, LigneRevue, Revue

__all__ = [
    "Administrateur",
    "Agent",
    "CampagneRevue",
    "DeclarationPublique",
    "DemandeHabilitation",
    "EvenementCompte",
    "ExceptionCourriel",
    "Exclusion",
    "Habilitation",
    "Incident",
    "LigneRevue",
    "Revue",
]
