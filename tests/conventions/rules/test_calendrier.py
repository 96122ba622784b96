"""Months, working days and public holidays (HAB-04, ORG-01)."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.rules.calendrier import (
    ZONES,
    ajouter_jours_ouvres,
    ajouter_mois,
    est_ouvre,
    jours_feries,
    zone_de_departement,
)

from .table import lignes, nom

jours = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
zones = st.sampled_from(sorted(ZONES))


@pytest.mark.exigence("HAB-04")
@pytest.mark.parametrize("ligne", lignes("HABILITATION_5JO"), ids=nom)
def test_the_table_of_jours_ouvres(ligne: dict[str, str]) -> None:
    recue = datetime.fromisoformat(ligne["debut"]).date()
    due = ajouter_jours_ouvres(recue, 5, zone_de_departement(ligne["zone"]))
    assert due.isoformat() == ligne["echeance"]


@pytest.mark.exigence("HAB-04", "ORG-01")
@pytest.mark.parametrize(
    ("zone", "propres"),
    [
        ("metropole", set()),
        ("alsace-moselle", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("971", {date(2026, 5, 27)}),
        ("972", {date(2026, 5, 22)}),
        ("973", {date(2026, 6, 10)}),
        ("974", {date(2026, 12, 20)}),
        ("976", {date(2026, 4, 27)}),
    ],
)
def test_each_zone_has_its_own_days(zone: str, propres: set[date]) -> None:
    communs = jours_feries("metropole", 2026)
    assert len(communs) == 11
    assert jours_feries(zone, 2026) - communs == propres
    assert communs <= jours_feries(zone, 2026)


@pytest.mark.exigence("ORG-01")
def test_every_zone_of_the_caisses_is_known() -> None:
    fichier = Path(__file__).parents[3] / "conventions" / "donnees" / "caisses.csv"
    with fichier.open(encoding="utf-8", newline="") as source:
        caisses = list(csv.DictReader(source, delimiter=";"))
    assert {caisse["zone_jours_feries"] for caisse in caisses} == ZONES
    for caisse in caisses:
        assert zone_de_departement(caisse["departement"]) == caisse["zone_jours_feries"]


@pytest.mark.exigence("HAB-04")
def test_an_unknown_zone_or_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown zone"):
        jours_feries("69", 2026)
    with pytest.raises(ValueError, match="At least one"):
        ajouter_jours_ouvres(date(2026, 1, 5), 0, "metropole")


@pytest.mark.exigence("HAB-04")
@given(jours, st.integers(1, 15), zones)
def test_the_last_day_is_worked_and_the_count_is_exact(jour: date, nombre: int, zone: str) -> None:
    due = ajouter_jours_ouvres(jour, nombre, zone)
    parcourus = [jour + timedelta(days=n) for n in range(1, (due - jour).days + 1)]
    assert est_ouvre(due, zone)
    assert sum(est_ouvre(j, zone) for j in parcourus) == nombre


@pytest.mark.exigence("HAB-14", "RGPD-01")
@given(jours, st.integers(-60, 60))
def test_months_are_exact_and_stop_at_the_last_day(jour: date, mois: int) -> None:
    arrivee = ajouter_mois(jour, mois)
    assert (arrivee.year - jour.year) * 12 + arrivee.month - jour.month == mois
    assert arrivee.day == jour.day or (arrivee.day < jour.day and (arrivee + timedelta(days=1)).day == 1)
