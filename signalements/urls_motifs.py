"""Addresses of what a caisse offers, and of doubles."""

from django.urls import path

from signalements.views import doublons_agent, motifs_caisse

patrons = [
    path("bureau/motifs/", motifs_caisse.lister_motifs, name="lister_motifs"),
    path("bureau/motifs/<slug:nature>/<slug:code>/", motifs_caisse.regler, name="regler_motif"),
    path("bureau/<uuid:cle>/liens/", doublons_agent.lier, name="lier_demandes"),
    path("bureau/<uuid:cle>/liens/retrait/", doublons_agent.delier, name="delier_demandes"),
]
