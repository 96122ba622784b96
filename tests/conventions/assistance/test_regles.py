"""The life of a reported malfunction and what is kept of its page, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from conventions.enums import EtatDysfonctionnement
from conventions.rules.assistance import (
    TRANSITIONS,
    a_effacer_avant,
    est_a_venir,
    etat_apres,
    page_sans_question,
)

MIDI = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.exigence("ORG-08")
@pytest.mark.parametrize(
    ("etat", "action", "arrivee"),
    [
        ("ouvert", "repondre", "repondu"),
        ("ouvert", "escalader", "escalade"),
        ("escalade", "repondre_nationalement", "repondu"),
        ("repondu", "relancer", "ouvert"),
        ("escalade", "repondre", None),
        ("escalade", "escalader", None),
        ("repondu", "repondre", None),
        ("repondu", "escalader", None),
        ("ouvert", "relancer", None),
        ("ouvert", "repondre_nationalement", None),
    ],
)
def test_ou_mene_chaque_acte(etat: str, action: str, arrivee: str | None) -> None:
    assert etat_apres(etat, action) == arrivee


@pytest.mark.exigence("ORG-08")
def test_la_table_connait_tous_les_etats_et_aucun_autre() -> None:
    nommes = {etat for pas in TRANSITIONS for etat in (*pas.depart, pas.arrivee)}
    assert nommes == set(EtatDysfonctionnement.values)


@pytest.mark.exigence("ORG-05")
@pytest.mark.parametrize(
    ("adresse", "gardee"),
    [
        ("/historique/?q=Lemaire", "/historique/"),
        ("https://portail.example/ma-caisse/?a=1#bas", "/ma-caisse/"),
        ("/demandes/#bas", "/demandes/"),
        ("la page des demandes", "la page des demandes"),
        ("/activer/secret-a-usage-unique/", ""),
        ("https://portail.example/activer/secret/", ""),
        ("http://[::1", ""),
        ("/x\x00y/", "/xy/"),
        ("/" + "a" * 400, "/" + "a" * 199),
    ],
)
def test_de_la_page_on_ne_garde_que_le_chemin(adresse: str, gardee: str) -> None:
    assert page_sans_question(adresse) == gardee


@pytest.mark.exigence("ORG-05")
def test_un_dysfonctionnement_ne_se_signale_pas_d_avance() -> None:
    assert not est_a_venir(MIDI, MIDI)
    assert not est_a_venir(MIDI + timedelta(minutes=5), MIDI)
    assert est_a_venir(MIDI + timedelta(minutes=6), MIDI)


@pytest.mark.exigence("ORG-08")
def test_un_signalement_se_garde_douze_mois() -> None:
    assert a_effacer_avant(MIDI) == datetime(2025, 11, 23, 12, tzinfo=UTC)
