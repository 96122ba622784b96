"""Addresses of the caisse, its contacts, malfunctions."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
