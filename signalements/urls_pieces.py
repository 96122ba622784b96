"""Addresses of the pieces of a demande, both sides; ``urls.py`` adds them to its own."""

from django.urls import path

from signalements.views import pieces_agent, pieces_brouillon, pieces_correction, pieces_partenaire

_BROUILLON = "nouvelle-demande/<uuid:cle>"

patrons = [
    path(f"{_BROUILLON}/pieces/", pieces_brouillon.deposer_pieces, name="deposer_pieces"),
    path(f"{_BROUILLON}/pieces/<slug:code>/suivi/", pieces_brouillon.suivre_pieces, name="suivre_pieces"),
    path("demandes/<uuid:cle>/reponses/", pieces_partenaire.repondre_pieces, name="repondre_pieces"),
    path(
        "demandes/<uuid:cle>/reponses/envoi/", pieces_partenaire.envoyer_les_reponses, name="envoyer_reponses"
    ),
    path("demandes/<uuid:cle>/correction/", pieces_correction.corriger_demande, name="corriger_demande"),
    path("bureau/<uuid:cle>/pieces/demande/", pieces_agent.demander_pieces, name="demander_pieces"),
    path(
        "bureau/<uuid:cle>/pieces/<int:numero>/",
        pieces_agent.ouvrir_piece_du_dossier,
        name="ouvrir_piece_du_dossier",
    ),
    path("bureau/<uuid:cle>/pieces/<int:numero>/jugement/", pieces_agent.juger_piece, name="juger_piece"),
    path("bureau/<uuid:cle>/jugements/", pieces_agent.juger_dossier, name="juger_dossier"),
]
