"""Demandes, their facts, exchanges, pieces and proofs of consent."""

from signalements.models.consentement import Consentement, TexteConsentement
from signalements.models.demande import Demande
from signalements.models.echange import Message, NoteInterne
from signalements.models.evenement import EvenementDemande
from signalements.models.mas import DetailsMas
from signalements.models.piece import PieceDemande

__all__ = [
    "Consentement",
    "Demande",
    "DetailsMas",
    "EvenementDemande",
    "Message",
    "NoteInterne",
    "PieceDemande",
    "TexteConsentement",
]
