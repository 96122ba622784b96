"""Mails: what is urgent goes first and alone, what was tried once joins no group, all say they are automatic."""

from datetime import timedelta

import pytest
import time_machine
from pytest_django.fixtures import Settings

from espace_partenaires.notifications.envoi import balayer
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.reservation import reserver
from espace_partenaires.notifications.services import notifier
from tests.factories.bureau import MATIN
from tests.factories.plateforme import BoiteAuxLettres, un_compte
from tests.notifications.conftest import ALERTE, CONTEXTE, REPONSE

DIX_MINUTES = timedelta(minutes=10)


@pytest.fixture
def courriels(settings: Settings, db: None) -> list[Courriel]:
    """Two answers and an alert for one person."""
    settings.REGROUPEMENT_COURRIELS_S = 600
    compte = un_compte()
    with time_machine.travel(MATIN, tick=False):
        return [
            notifier(message=message, destinataires=[compte], contexte=CONTEXTE)[0]
            for message in (REPONSE, REPONSE, ALERTE)
        ]


@pytest.mark.exigence("UX-07")
def test_l_urgent_part_d_abord_et_jamais_dans_un_groupe(courriels: list[Courriel]) -> None:
    premier, second, urgent = (courriel.pk for courriel in courriels)
    # The alert waits for its hour again, after the answers: still the first to leave.
    Courriel.objects.filter(pk=urgent).update(
        prochaine_tentative_le=MATIN + DIX_MINUTES + timedelta(seconds=1)
    )
    with time_machine.travel(MATIN + DIX_MINUTES + timedelta(seconds=2), tick=False):
        assert [courriel.pk for courriel in reserver()] == [urgent]
        Courriel.objects.filter(pk=urgent).update(etat="a_envoyer", bail_jusqu_a=None, tentatives=0)
        assert {courriel.pk for courriel in reserver(premier)} == {premier, second}


@pytest.mark.exigence("UX-07", "SEC-02")
def test_ce_qui_a_deja_ete_tente_seul_ne_rejoint_pas_un_groupe(courriels: list[Courriel]) -> None:
    premier, second, _ = (courriel.pk for courriel in courriels)
    Courriel.objects.filter(pk=second).update(tentatives=1)
    with time_machine.travel(MATIN + DIX_MINUTES, tick=False):
        assert [courriel.pk for courriel in reserver(premier)] == [premier]


@pytest.mark.exigence("UX-07")
def test_chaque_courriel_se_dit_automatique(courriels: list[Courriel], boite: BoiteAuxLettres) -> None:
    with time_machine.travel(MATIN + DIX_MINUTES, tick=False):
        assert balayer() == 2
    assert [recu["Auto-Submitted"] for recu in boite.recus] == ["auto-generated"] * 2
