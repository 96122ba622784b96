"""Addresses of what a caisse offers, and of doubles."""

from django.urls import path

from signalements.views import doublons_agent

patrons = [
    path("bureau/<uuid:cle>/liens/", doublons_agent.lier, name="lier_demandes"),
    path("bureau/<uuid:cle>/liens/retrait/", doublons_agent.delier, name="delier_demandes"),
]
