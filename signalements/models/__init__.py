"""Demandes, what each kind asks, their facts, exchanges, pieces, meetings, and the agents' desk."""

from signalements.models.bureau import Absence, ModeleReponse, Presence, VueEnregistree
from signalements.models.consentement import Consentement, TexteConsentement
from signalements.models.decision import DecisionDroit
from signalements.models.demande import Demande
from signalements.models.details import DetailsContact, DetailsDocument, DetailsEtude, DetailsRendezVous
from signalements.models.echange import Message, NoteInterne
from signalements.models.evenement import EvenementDemande
from signalements.models.liens import LienDemandes, Masquage
from signalements.models.mas import DetailsMas
from signalements.models.motif import Motif, PieceAttendue, ReglageMotif
from signalements.models.orientation import Orientation
from signalements.models.piece import PieceDemande, PieceDemandee
from signalements.models.rendez_vous import Creneau, Permanence, RendezVous

__all__ = [
    "Absence",
    "Consentement",
    "Creneau",
    "DecisionDroit",
    "Demande",
    "DetailsContact",
    "DetailsDocument",
    "DetailsEtude",
    "DetailsMas",
    "DetailsRendezVous",
    "EvenementDemande",
    "LienDemandes",
    "Masquage",
    "Message",
    "ModeleReponse",
    "Motif",
    "NoteInterne",
    "Orientation",
    "Permanence",
    "PieceAttendue",
    "PieceDemande",
    "PieceDemandee",
    "Presence",
    "ReglageMotif",
    "RendezVous",
    "TexteConsentement",
    "VueEnregistree",
]
