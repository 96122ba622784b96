"""Addresses of meetings and permanences, both sides."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
