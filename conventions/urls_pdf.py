"""Addresses of the PDFs of conventions."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
