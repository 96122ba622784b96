"""Addresses of fiches action, flows, the register."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
