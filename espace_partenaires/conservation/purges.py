"""Erasing what the libraries keep longer than we may."""

from datetime import datetime, timedelta
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone

DUREE_TRACES_ADMIN: Final = timedelta(days=365)


def effacer_sessions(*, maintenant: datetime | None = None) -> int:
    """Delete the sessions that are over, and what was kept about their browser; return how many.

    Exigence: RGPD-01, SEC-01
    """
    maintenant = maintenant or timezone.now()
    Session.objects.filter(expire_date__lt=maintenant).delete()
    vivantes = Session.objects.values("session_key")
    effacees: int = UserSession.objects.exclude(session_key__in=vivantes).delete()[0]
    return effacees


def effacer_traces_admin(*, maintenant: datetime | None = None) -> int:
    """Delete the technical administration's own log after twelve months; return how many lines.

    Exigence: RGPD-01, RGPD-05
    """
    limite = (maintenant or timezone.now()) - DUREE_TRACES_ADMIN
    return LogEntry.objects.filter(action_time__lt=limite).delete()[0]
