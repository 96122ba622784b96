"""Addresses of the pieces of a demande, both sides; ``urls.py`` adds them to its own."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
