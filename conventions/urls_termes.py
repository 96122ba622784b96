"""Addresses of avenants, engagements, documents."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
