"""The Celery application: a wake-up, never the truth (PostgreSQL is)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "espace_partenaires.settings.production")

application = Celery("espace_partenaires")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()
