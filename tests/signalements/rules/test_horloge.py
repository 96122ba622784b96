"""The clock of a demande: hand-computed dates, the life of a dossier, and what always holds (DEM-09, NOV-03)."""

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalements.enums import NatureFait as NatureStockee
from signalements.rules.delais import Regle, echeance
from signalements.rules.faits import Cote, Fait, NatureFait
from signalements.rules.horloge import calculer

TABLE = Path(__file__).parents[2] / "data" / "delais.csv"
PARIS = ZoneInfo("Europe/Paris")
ZONES = ["Europe/Paris", "America/Guadeloupe", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte"]
REGLES_DE_LA_TABLE = {"MAS_48H", "DOSSIER_30J", "URGENT_14J"}


def _lignes() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as fichier:
        return [
            ligne for ligne in csv.DictReader(fichier, delimiter=";") if ligne["regle"] in REGLES_DE_LA_TABLE
        ]


def _le(texte: str) -> datetime:
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS)


@pytest.mark.exigence("DEM-09")
@pytest.mark.parametrize("ligne", _lignes(), ids=lambda ligne: f"{ligne['regle']} {ligne['debut']}")
def test_the_table_of_hand_computed_dates(ligne: dict[str, str]) -> None:
    due = echeance(Regle(ligne["regle"]), datetime.fromisoformat(ligne["debut"]), ZoneInfo(ligne["zone"]))
    assert due.isoformat() == ligne["echeance"]


@pytest.mark.exigence("DEM-09")
def test_the_whole_table_was_read() -> None:
    assert len(_lignes()) == 12


@pytest.mark.exigence("DEM-09", "NOV-03")
def test_a_signalement_taken_in_charge_in_time() -> None:
    faits = [
        Fait(NatureStockee.TRANSMISSION, _le("2026-11-20T16:45")),
        Fait(NatureStockee.PRISE_EN_CHARGE, _le("2026-11-22T16:45")),
        Fait(NatureStockee.DEBUT_ACCOMPAGNEMENT, _le("2026-11-23T09:00")),
    ]
    horloge = calculer(Regle.MAS_48H, faits, PARIS, _le("2026-12-01T09:00"))
    assert horloge.respectee is True
    assert horloge.reste is None
    assert horloge.retard == timedelta(0)
    assert [(s.cote, s.compte) for s in horloge.segments] == [(Cote.CAISSE, True), (Cote.CAISSE, False)]


@pytest.mark.exigence("DEM-09")
def test_a_second_too_late_is_missed_for_ever() -> None:
    faits = [
        Fait("transmission", _le("2026-11-20T16:45")),
        Fait("prise_en_charge", _le("2026-11-22T16:45:01")),
        Fait("cloture", _le("2026-12-10T10:00")),
    ]
    horloge = calculer(Regle.MAS_48H, faits, PARIS, _le("2027-01-01T00:00"))
    assert horloge.respectee is False
    assert horloge.retard == timedelta(seconds=1)
    assert horloge.segments[-1].fin == _le("2026-12-10T10:00")


@pytest.mark.exigence("DEM-09")
def test_what_is_left_counts_elapsed_time_over_the_change_of_hour() -> None:
    faits = [Fait("transmission", _le("2027-03-27T12:00"))]
    horloge = calculer(Regle.MAS_48H, faits, PARIS, _le("2027-03-28T12:00"))
    # 23 hours went by between noon and noon: 25 are left.
    assert horloge.reste == timedelta(hours=25)
    assert horloge.respectee is None


@pytest.mark.exigence("DEM-09")
def test_late_is_told_apart_from_what_is_left() -> None:
    horloge = calculer(
        Regle.MAS_48H, [Fait("transmission", _le("2026-11-20T16:45"))], PARIS, _le("2026-11-22T18:45")
    )
    assert horloge.reste == timedelta(0)
    assert horloge.retard == timedelta(hours=2)
    assert horloge.respectee is False
    assert horloge.court


@pytest.mark.exigence("DEM-09", "NOV-03")
def test_an_incomplete_dossier_voids_the_clock_and_tells_what_an_answer_would_give() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait(NatureFait.DEMANDE_DE_PIECES, _le("2026-11-19T16:04")),
    ]
    horloge = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-21T10:00"))
    assert horloge.echeance is None
    assert horloge.respectee is None
    assert not horloge.court
    assert [s.cote for s in horloge.segments] == [Cote.CAISSE, Cote.PARTENAIRE]
    assert horloge.si_reponse_maintenant == _le("2026-12-21T23:59:59")


@pytest.mark.exigence("DEM-09")
def test_the_new_clock_starts_from_the_completing_deposit_not_from_the_click() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait(NatureFait.DEMANDE_DE_PIECES, _le("2026-11-19T16:04")),
        Fait(NatureFait.DEPOT, _le("2026-11-21T10:00")),
        Fait(NatureFait.COMPLETE, _le("2026-11-27T17:00")),
        Fait(NatureFait.RECEVABLE, _le("2026-11-27T17:00")),
    ]
    avant = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-25T09:00"))
    apres = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-28T09:00"))
    assert avant.echeance == apres.echeance == _le("2026-12-21T23:59:59")
    assert (avant.provisoire, apres.provisoire) == (True, False)


@pytest.mark.exigence("DEM-09")
def test_the_last_second_of_the_day_is_in_time() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("cloture", _le("2026-12-13T23:59:59.900000")),
    ]
    assert calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-12-20T00:00")).respectee is True
    faits[1] = Fait("cloture", _le("2026-12-14T00:00"))
    assert calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-12-20T00:00")).respectee is False


@pytest.mark.exigence("DEM-26")
def test_a_requalification_keeps_the_start() -> None:
    faits = [
        Fait("transmission", _le("2026-11-11T09:00")),
        Fait(NatureFait.REQUALIFICATION, _le("2026-11-20T09:00"), regle="URGENT_14J"),
    ]
    horloge = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-21T09:00"))
    assert horloge.regle is Regle.URGENT_14J
    assert horloge.echeance == _le("2026-11-25T23:59:59")
    assert horloge.segments[0].article != horloge.segments[1].article


@pytest.mark.exigence("DEM-06", "DEM-09")
def test_a_withdrawal_ends_the_clock_without_verdict() -> None:
    faits = [
        Fait("transmission", _le("2026-11-20T16:45")),
        Fait(NatureStockee.RETRAIT_CONSENTEMENT, _le("2026-11-21T08:00")),
    ]
    horloge = calculer(Regle.MAS_48H, faits, PARIS, _le("2026-12-01T00:00"))
    assert (horloge.echeance, horloge.respectee, horloge.reste) == (None, None, None)
    assert horloge.segments[-1].fin == _le("2026-11-21T08:00")


@pytest.mark.exigence("DEM-09")
def test_an_instant_without_zone_is_refused() -> None:
    nu = datetime.fromisoformat("2026-11-20T16:45")
    with pytest.raises(ValueError, match="time zone"):
        calculer(Regle.MAS_48H, [Fait("transmission", nu)], PARIS, _le("2026-11-21T00:00"))
    with pytest.raises(ValueError, match="time zone"):
        calculer(Regle.MAS_48H, [], PARIS, nu)
    with pytest.raises(ValueError, match="time zone"):
        echeance(Regle.MAS_48H, nu, PARIS)


instants = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2028-12-31"),
    timezones=st.just(UTC),
)
recits = st.lists(
    st.builds(
        Fait,
        nature=st.sampled_from([*NatureFait, "debut_accompagnement"]),
        survenu_le=instants,
        consigne_le=st.none() | instants,
        regle=st.sampled_from(["", "URGENT_14J", "DOSSIER_30J"]),
    ),
    max_size=12,
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
regles = st.sampled_from(list(Regle))


@pytest.mark.exigence("DEM-09", "NOV-03")
@given(regles, recits, zones, instants)
def test_one_clock_at_a_time_on_contiguous_segments(
    regle: Regle, faits: list[Fait], zone: ZoneInfo, maintenant: datetime
) -> None:
    horloge = calculer(regle, faits, zone, maintenant)
    for avant, apres in pairwise(horloge.segments):
        assert avant.fin == apres.debut
    for segment in horloge.segments:
        assert segment.debut <= (segment.fin or maintenant)
    courants = [segment for segment in horloge.segments if segment.fin is None]
    assert len(courants) <= 1
    assert horloge.court == any(segment.compte for segment in courants)
    assert not (horloge.court and horloge.si_reponse_maintenant)


@pytest.mark.exigence("DEM-09", "DEM-19")
@given(regles, recits, zones, instants)
def test_nothing_left_is_ever_negative(
    regle: Regle, faits: list[Fait], zone: ZoneInfo, maintenant: datetime
) -> None:
    horloge = calculer(regle, faits, zone, maintenant)
    assert horloge.reste is None or horloge.reste >= timedelta(0)
    assert horloge.retard >= timedelta(0)
    assert (horloge.retard > timedelta(0)) <= (horloge.respectee is False)
    assert not (horloge.echeance is None and horloge.respectee is not None)


@pytest.mark.exigence("DEM-09", "NOV-03")
@given(regles, recits, zones, instants, st.randoms(use_true_random=False))
def test_order_and_recording_change_nothing(
    regle: Regle, faits: list[Fait], zone: ZoneInfo, maintenant: datetime, hasard: Random
) -> None:
    autres = [Fait(fait.nature, fait.survenu_le, maintenant, fait.regle) for fait in faits]
    hasard.shuffle(autres)
    assert calculer(regle, autres, zone, maintenant) == calculer(regle, faits, zone, maintenant)


@pytest.mark.exigence("DEM-09")
@given(instants, zones)
def test_forty_eight_hours_are_elapsed_hours_everywhere(debut: datetime, zone: ZoneInfo) -> None:
    assert echeance(Regle.MAS_48H, debut, zone).astimezone(UTC) - debut == timedelta(hours=48)


@pytest.mark.exigence("DEM-09")
@given(st.sampled_from([Regle.DOSSIER_30J, Regle.URGENT_14J, Regle.DEMANDE_30J]), instants, zones)
def test_calendar_days_leave_out_the_day_of_reception(regle: Regle, debut: datetime, zone: ZoneInfo) -> None:
    due = echeance(regle, debut, zone)
    jours = 14 if regle is Regle.URGENT_14J else 30
    assert (due.date() - debut.astimezone(zone).date()).days == jours
    assert (due.hour, due.minute, due.second) == (23, 59, 59)
