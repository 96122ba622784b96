"""The blocks on pieces of both pages of a demande (NOV-04)."""

from signalements.views.pieces_presentation import volet_agent, volet_partenaire
from signalements.volets import enregistrer_volet_agent, enregistrer_volet_partenaire

enregistrer_volet_agent("pieces", "signalements/pieces/volet_agent.html", volet_agent, 20)
enregistrer_volet_partenaire("pieces", "signalements/pieces/volet_partenaire.html", volet_partenaire, 10)
