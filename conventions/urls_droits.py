"""Addresses of living rights, simulation, cuts."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
