"""Addresses of the calendar, attestations."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
