"""The legal delays: hand-computed dates, elapsed hours and calendar days everywhere (DEM-09)."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import Service
from signalements.rules.cycle_de_vie import TRANSITIONS, vie_de
from signalements.rules.delais import DELAIS, Regle, echeance, regle_de, vie_de_la_regle
from signalements.rules.rejeu import FAIT_DE_L_ACTION
from tests.signalements.rules.recits import instants, zones

TABLE = Path(__file__).parents[2] / "data" / "delais.csv"
LECTEURS = [
    lieu
    for app in ("conventions", "habilitations")
    for lieu in Path(__file__).parents[2].joinpath(app).rglob("*.py")
]
REGLES_DE_LA_TABLE = {"MAS_48H", "DOSSIER_30J", "URGENT_14J"}


def _lignes() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as fichier:
        return [
            ligne for ligne in csv.DictReader(fichier, delimiter=";") if ligne["regle"] in REGLES_DE_LA_TABLE
        ]


@pytest.mark.exigence("DEM-09")
@pytest.mark.parametrize("ligne", _lignes(), ids=lambda ligne: f"{ligne['regle']} {ligne['debut']}")
def test_the_table_of_hand_computed_dates(ligne: dict[str, str]) -> None:
    due = echeance(Regle(ligne["regle"]), datetime.fromisoformat(ligne["debut"]), ZoneInfo(ligne["zone"]))
    assert due.isoformat() == ligne["echeance"]


@pytest.mark.exigence("DEM-09")
def test_the_whole_table_is_read_here_or_where_its_rule_is() -> None:
    with TABLE.open(encoding="utf-8", newline="") as fichier:
        regles = {ligne["regle"] for ligne in csv.DictReader(fichier, delimiter=";")}
    ailleurs = {
        regle
        for regle in regles - REGLES_DE_LA_TABLE
        if any(f'ignes("{regle}")' in lieu.read_text(encoding="utf-8") for lieu in LECTEURS)
    }
    assert regles == REGLES_DE_LA_TABLE | ailleurs
    assert len(_lignes()) == 12


@pytest.mark.exigence("DEM-09")
@given(instants, zones)
def test_forty_eight_hours_are_elapsed_hours_everywhere(debut: datetime, zone: ZoneInfo) -> None:
    assert echeance(Regle.MAS_48H, debut, zone).astimezone(UTC) - debut == timedelta(hours=48)


@pytest.mark.exigence("DEM-09")
@given(st.sampled_from([r for r in Regle if DELAIS[r].en_jours]), instants, zones)
def test_calendar_days_leave_out_the_day_of_reception(regle: Regle, debut: datetime, zone: ZoneInfo) -> None:
    due = echeance(regle, debut, zone)
    jours = 14 if regle is Regle.URGENT_14J else 30
    assert (due.date() - debut.astimezone(zone).date()).days == jours
    assert (due.hour, due.minute, due.second) == (23, 59, 59)


@pytest.mark.exigence("DEM-09")
def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        echeance(Regle.MAS_48H, datetime.fromisoformat("2026-11-20T16:45"), ZoneInfo("Europe/Paris"))


@pytest.mark.exigence("DEM-08", "DEM-09")
def test_each_kind_starts_under_its_own_clock() -> None:
    natures = [nature for nature in Service if nature != Service.HISTORIQUE]
    regles = {nature: regle_de(nature) for nature in natures}
    assert regles == {
        Service.SIGNALEMENT: Regle.MAS_48H,
        Service.ETUDE: Regle.DOSSIER_30J,
        Service.CONTACT: Regle.DEMANDE_30J,
        Service.DOCUMENT: Regle.DEMANDE_30J,
        Service.RENDEZ_VOUS: Regle.RENDEZ_VOUS_30J,
    }
    assert {n: regle_de(n, urgente=True) for n in natures} == {**regles, Service.ETUDE: Regle.URGENT_14J}
    assert {n: vie_de_la_regle(regle_de(n, urgente=True)) for n in natures} == {n: vie_de(n) for n in natures}


@pytest.mark.exigence("DEM-09", "NOV-03")
@pytest.mark.parametrize("regle", list(Regle))
def test_every_clock_can_be_met_and_says_on_what_it_rests(regle: Regle) -> None:
    delai = DELAIS[regle]
    possibles = {t.action for t in TRANSITIONS[vie_de_la_regle(regle)]} - {"juger_complete"}
    actes = {FAIT_DE_L_ACTION[action].value for action in possibles}
    assert {arret.value for arret in delai.arrets} <= actes
    assert delai.article
    assert delai.libelle
    assert delai.attente
