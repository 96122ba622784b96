"""Addresses of guarded texts: masking, reply models, pieces of messages."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
