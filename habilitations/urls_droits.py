"""Addresses of this part (see ``habilitations.urls``)."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
