"""The platform: what every part of the portal stands on. Knows no domain app."""

from espace_partenaires.celery import application as celery_application

__all__ = ["celery_application"]
