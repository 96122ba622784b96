"""Addresses of caisses, partenaires, adhésions, modèles."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
