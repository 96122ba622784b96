"""Addresses of how a desk is organised: saved views, search, absences, presence, load."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
