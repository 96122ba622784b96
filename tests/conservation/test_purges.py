"""What the libraries keep goes at its term."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session

from espace_partenaires.conservation.purges import effacer_sessions, effacer_traces_admin
from tests.factories.plateforme import un_compte

pytestmark = [pytest.mark.exigence("RGPD-01"), pytest.mark.django_db]
MIDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def test_session_finie_effacee_avec_ce_qu_on_savait_du_navigateur() -> None:
    compte = un_compte()
    for cle, fin in (("finie", MIDI - timedelta(seconds=1)), ("vivante", MIDI + timedelta(hours=1))):
        Session.objects.create(session_key=cle, session_data="", expire_date=fin)
        UserSession.objects.create(user=compte, session_key=cle, ip="192.0.2.1", user_agent="essai")
    assert effacer_sessions(maintenant=MIDI) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["vivante"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["vivante"]


def test_traces_de_l_administration_effacees_a_un_an() -> None:
    compte = un_compte()
    for age in (366, 364):
        LogEntry.objects.create(
            user=compte, object_repr="x", action_flag=CHANGE, action_time=MIDI - timedelta(days=age)
        )
    assert effacer_traces_admin(maintenant=MIDI) == 1
    assert LogEntry.objects.get().action_time == MIDI - timedelta(days=364)
