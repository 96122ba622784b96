"""Permanences: days and slots, on any day, the days of a change of hour too (DEM-13)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signalements.rules.permanences import (
    DUREES_DE_CRENEAU,
    REPETITION_MAXIMALE,
    Ouverture,
    decouper,
    jours_de_permanence,
    refus_de_l_ouverture,
)
from signalements.rules.rendez_vous import Plage, plage_du_jour, se_chevauchent

FUSEAUX = ("Europe/Paris", "Indian/Reunion", "America/Cayenne", "America/Martinique")
PARIS = ZoneInfo("Europe/Paris")
LUNDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
JEUDI = date(2026, 12, 3)


@pytest.mark.exigence("DEM-13")
@given(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.times(),
    st.times(),
    st.sampled_from(DUREES_DE_CRENEAU),
    st.sampled_from(FUSEAUX),
)
@example(date(2026, 3, 29), time(1), time(4), 30, "Europe/Paris")
@example(date(2026, 10, 25), time(1), time(4), 30, "Europe/Paris")
@example(date(2026, 3, 29), time(2, 15), time(2, 45), 15, "Europe/Paris")
def test_les_creneaux_se_suivent_sans_trou_ni_chevauchement(
    jour: date, debut: time, fin: time, minutes: int, fuseau: str
) -> None:
    plage = plage_du_jour(jour, debut.replace(second=0), fin.replace(second=0), ZoneInfo(fuseau))
    creneaux = decouper(plage, minutes)
    duree, pas = max(plage.fin - plage.debut, timedelta(0)), timedelta(minutes=minutes)
    assert len(creneaux) == duree // pas
    assert all(creneau.fin - creneau.debut == pas for creneau in creneaux)
    assert all(un.fin == autre.debut for un, autre in pairwise(creneaux))
    assert not any(se_chevauchent(un, autre) for un, autre in pairwise(creneaux))
    if creneaux:
        assert creneaux[0].debut == plage.debut
        assert timedelta(0) <= plage.fin - creneaux[-1].fin < pas


@pytest.mark.exigence("DEM-13", "ORG-01")
def test_la_repetition_garde_l_heure_des_horloges_quand_elle_change() -> None:
    ouverture = Ouverture(date(2026, 10, 22), time(14), time(16), 30, date(2026, 10, 29))
    jours, _ = jours_de_permanence(ouverture, "metropole")
    plages = [plage_du_jour(jour, ouverture.debut, ouverture.fin, PARIS) for jour in jours]
    assert [plage.debut.hour for plage in plages] == [12, 13]
    assert [plage.debut.astimezone(PARIS).hour for plage in plages] == [14, 14]
    # On the night of the change, three hours on the clocks last four.
    assert len(decouper(plage_du_jour(date(2026, 10, 25), time(1), time(4), PARIS), 30)) == 8


@pytest.mark.exigence("DEM-13", "ORG-01")
def test_un_jour_ferie_est_laisse_de_cote_par_la_repetition_seule() -> None:
    ouverture = Ouverture(date(2026, 12, 18), time(14), time(16), 30, date(2027, 1, 1))
    assert jours_de_permanence(ouverture, "metropole") == (
        (date(2026, 12, 18),),
        (date(2026, 12, 25), date(2027, 1, 1)),
    )
    noel = Ouverture(date(2026, 12, 25), time(14), time(16), 30)
    assert jours_de_permanence(noel, "metropole") == ((date(2026, 12, 25),), ())


@pytest.mark.exigence("DEM-13")
@pytest.mark.parametrize(
    ("ouverture", "mot"),
    [
        (Ouverture(JEUDI, time(14), time(16), 30), None),
        (Ouverture(JEUDI, time(8), time(18), 60, JEUDI + REPETITION_MAXIMALE), None),
        (Ouverture(JEUDI, time(14), time(16), 7), "durée de créneau"),
        (Ouverture(JEUDI, time(16), time(14), 30), "après le début"),
        (Ouverture(JEUDI, time(8), time(18, 1), 60), "dix heures"),
        (Ouverture(JEUDI, time(14), time(14, 20), 30), "plus courte"),
        (Ouverture(JEUDI, time(6), time(9), 30), "entre 7 h"),
        (Ouverture(JEUDI, time(19), time(21, 30), 30), "Une permanence a lieu"),
        (Ouverture(date(2026, 11, 23), time(11, 30), time(16), 30), "déjà passée"),
        (Ouverture(JEUDI, time(14), time(16), 30, date(2026, 12, 2)), "avant le premier jour"),
        (Ouverture(JEUDI, time(14), time(16), 30, JEUDI + timedelta(days=183)), "six mois"),
    ],
)
def test_ce_qui_s_ouvre(ouverture: Ouverture, mot: str | None) -> None:
    refus = refus_de_l_ouverture(ouverture, PARIS, LUNDI)
    assert (refus is None) if mot is None else (mot in (refus or ""))


@pytest.mark.exigence("DEM-13")
def test_un_creneau_dure() -> None:
    with pytest.raises(ValueError, match="lasts"):
        decouper(Plage(LUNDI, LUNDI + timedelta(hours=1)), 0)
