"""Addresses of what a caisse offers, and of doubles."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
