"""Addresses of what agents judge and decide; ``urls.py`` adds them to its own."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
