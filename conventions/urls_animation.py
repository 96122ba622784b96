"""Addresses of référents, thread, comités, evaluations, uses of a name."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
