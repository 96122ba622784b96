"""Addresses of comités, work programme, evaluations, points sent up."""

from django.urls import URLPattern

patrons: list[URLPattern] = []
