"""Addresses of letters, renewals, ends."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
