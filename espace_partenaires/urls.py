"""Addresses: each app's under its own prefix, named as strings."""

from django.urls import include, path

urlpatterns = [
    # filled below
]
