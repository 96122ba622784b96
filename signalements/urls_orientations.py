"""Addresses of what the caisse hands over: documents, transfers, orientations."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
