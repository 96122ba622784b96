"""Addresses of this part (see ``espace_partenaires.comptes.urls``)."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
