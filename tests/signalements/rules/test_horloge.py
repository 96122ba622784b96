"""The clock of a demande: hand-computed dates, the life of a dossier, and what always holds (DEM-09, NOV-03)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalements.enums import EtatDemande
from signalements.enums import NatureFait as NatureStockee
from signalements.querysets import ETATS_CHEZ_LE_PARTENAIRE
from signalements.rules.delais import Regle, echeance, vie_de_la_regle
from signalements.rules.faits import Cote, Fait, NatureFait
from signalements.rules.horloge import Horloge, calculer, motif_lu_par_le_partenaire
from signalements.rules.rejeu import rejouer
from tests.signalements.rules.recits import DEPART, histoires, moments, recits, regles, zones

PARIS = ZoneInfo("Europe/Paris")


def _le(texte: str) -> datetime:
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS)


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


@pytest.mark.exigence("DEM-09", "DEM-19")
@pytest.mark.parametrize(
    ("demandees", "depassements"),
    [("2026-12-13T23:59:59.900000", 0), ("2026-12-14T00:00", 1), ("2027-01-20T09:00", 1)],
)
def test_a_request_made_too_late_does_not_undo_the_miss(demandees: str, depassements: int) -> None:
    faits = [Fait("transmission", _le("2026-11-13T11:20")), Fait("demande_de_pieces", _le(demandees))]
    deposees = Fait("depot", _le("2027-02-01T09:00"))
    attendu = (_le("2026-12-13T23:59:59"),) * depassements
    for suite in ([], [deposees], [deposees, Fait("annulation", _le("2027-02-02T09:00"))]):
        horloge = calculer(Regle.DOSSIER_30J, [*faits, *suite], PARIS, _le("2027-02-03T09:00"))
        assert (horloge.depassements, horloge.respectee) == (attendu, None)


@pytest.mark.exigence("DEM-09", "DEM-19")
def test_a_judgement_mended_too_late_is_one_miss_not_two() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("irrecevabilite", _le("2026-12-20T09:00")),
        Fait("changement_de_motif", _le("2026-12-21T09:00")),
    ]
    renvoyee, reprise = (
        calculer(Regle.DOSSIER_30J, faits[:n], PARIS, faits[n - 1].survenu_le) for n in (2, 3)
    )
    assert (renvoyee.depassements, renvoyee.respectee) == ((_le("2026-12-13T23:59:59"),), None)
    assert (reprise.depassements, reprise.respectee) == ((), False)


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
        Fait("complete", _le("2026-11-14T10:00")),
        Fait("recevable", _le("2026-11-14T10:00")),
        Fait("instruction", _le("2026-11-14T10:00")),
        Fait("cloture", _le("2026-12-13T23:59:59.900000")),
    ]
    assert calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-12-20T00:00")).respectee is True
    faits[-1] = Fait("cloture", _le("2026-12-14T00:00"))
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


@pytest.mark.exigence("DEM-06", "DEM-19")
def test_a_missed_deadline_stays_missed_when_the_demande_is_cancelled() -> None:
    faits = [
        Fait("transmission", _le("2026-11-20T16:45")),
        Fait(NatureStockee.ANNULATION, _le("2026-11-22T17:45")),
    ]
    horloge = calculer(Regle.MAS_48H, faits, PARIS, _le("2026-12-01T00:00"))
    assert (horloge.respectee, horloge.retard) == (False, timedelta(hours=1))
    assert horloge.echeance == _le("2026-11-22T16:45")
    assert not horloge.court


@pytest.mark.exigence("DEM-09", "DEM-22")
def test_a_judgement_mended_by_the_caisse_gains_it_no_time() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("irrecevabilite", _le("2026-11-20T10:00")),
        Fait("changement_de_motif", _le("2026-11-30T10:00")),
    ]
    pendant = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-25T09:00"))
    apres = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-12-01T09:00"))
    assert (pendant.echeance, pendant.si_reponse_maintenant) == (None, _le("2026-12-25T23:59:59"))
    assert apres.echeance == _le("2026-12-13T23:59:59")
    assert [s.cote for s in apres.segments] == [Cote.CAISSE, Cote.PARTENAIRE, Cote.CAISSE]
    assert motif_lu_par_le_partenaire(apres.segments[1]) == "La demande est à corriger par vous"


@pytest.mark.exigence("DEM-09")
@pytest.mark.parametrize("pause", ["demande_de_pieces", "irrecevabilite", "transfert", "requalification"])
def test_once_under_instruction_no_fact_gives_a_pause(pause: str) -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("complete", _le("2026-11-14T10:00")),
        Fait("recevable", _le("2026-11-14T10:00")),
        Fait("instruction", _le("2026-11-15T10:00")),
        Fait(pause, _le("2026-11-20T10:00")),
    ]
    horloge = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-25T09:00"))
    assert horloge.echeance == _le("2026-12-13T23:59:59")
    assert (horloge.court, horloge.provisoire) == (True, False)


@pytest.mark.exigence("DEM-09", "DEM-13")
def test_the_first_date_proposed_meets_the_clock_of_a_meeting_for_ever() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("rendez_vous_propose", _le("2026-11-20T10:00")),
        Fait("rendez_vous_decline", _le("2026-11-21T10:00")),
        Fait("rendez_vous_deplace", _le("2027-03-01T10:00")),
        Fait("rendez_vous_confirme", _le("2027-03-02T10:00")),
        Fait("rendez_vous_tenu", _le("2027-03-10T10:00")),
        Fait("cloture", _le("2027-03-10T11:00")),
    ]
    horloge = calculer(Regle.RENDEZ_VOUS_30J, faits, PARIS, _le("2027-04-01T00:00"))
    assert (horloge.respectee, horloge.arretee_le) == (True, _le("2026-11-20T10:00"))
    assert [s.cote.value[0] for s in horloge.segments] == list("cpcpcc")
    assert [s.compte for s in horloge.segments] == [True, *[False] * 5]


def _verifier(horloge: Horloge, maintenant: datetime) -> None:
    for avant, apres in pairwise(horloge.segments):
        assert avant.fin == apres.debut
    for segment in horloge.segments:
        assert segment.debut <= (segment.fin or maintenant)
        assert segment.article
        assert segment.motif
    # Nothing that lasted no time at all, the very first and last moment apart.
    assert all(segment.debut != segment.fin for segment in horloge.segments[:-1])
    courants = [segment for segment in horloge.segments if segment.fin is None]
    assert len(courants) <= 1
    assert horloge.court == any(segment.compte for segment in courants)
    assert not (horloge.court and horloge.si_reponse_maintenant)
    assert horloge.reste is None or horloge.reste >= timedelta(0)
    assert horloge.retard >= timedelta(0)
    assert (horloge.retard > timedelta(0)) == (horloge.respectee is False)
    assert not (horloge.echeance is None and horloge.respectee is not None)
    assert not (horloge.provisoire and not horloge.court)
    assert all(due < maintenant and due != horloge.echeance for due in horloge.depassements)


@pytest.mark.exigence("DEM-09", "DEM-19", "NOV-03")
@given(regles, recits, zones, moments)
def test_one_clock_at_a_time_on_contiguous_segments_and_nothing_negative(
    regle: Regle, faits: list[Fait], zone: ZoneInfo, maintenant: datetime
) -> None:
    _verifier(calculer(regle, faits, zone, maintenant), maintenant)


@pytest.mark.exigence("DEM-09", "DEM-10", "NOV-03")
@given(regles, recits, zones)
def test_the_clock_and_the_state_read_the_same_life(regle: Regle, faits: list[Fait], zone: ZoneInfo) -> None:
    fin = DEPART + timedelta(days=60)
    etat, horloge = rejouer(vie_de_la_regle(regle), faits), calculer(regle, faits, zone, fin)
    courant = next((s for s in horloge.segments if s.fin is None), None)
    assert (courant is None) == (etat.close_le is not None or etat.etat == EtatDemande.BROUILLON)
    attendu = etat.etat in ETATS_CHEZ_LE_PARTENAIRE
    assert (horloge.si_reponse_maintenant is not None) == attendu
    if attendu and courant:
        assert (courant.cote, courant.compte, horloge.echeance) == (Cote.PARTENAIRE, False, None)


@pytest.mark.exigence("DEM-09", "NOV-03")
@given(regles, recits, zones, moments, st.randoms(use_true_random=False))
def test_order_and_recording_change_nothing(
    regle: Regle, faits: list[Fait], zone: ZoneInfo, maintenant: datetime, hasard: Random
) -> None:
    autres = [Fait(fait.nature, fait.survenu_le, maintenant, fait.regle) for fait in faits]
    hasard.shuffle(autres)
    assert calculer(regle, autres, zone, maintenant) == calculer(regle, faits, zone, maintenant)


@pytest.mark.exigence("DEM-09")
@given(histoires(), zones)
def test_every_clock_starts_from_a_sending_of_the_partner_never_from_a_click(
    histoire: tuple[Regle, list[Fait]], zone: ZoneInfo
) -> None:
    regle, faits = histoire
    envois = {DEPART} | {fait.survenu_le for fait in faits if fait.nature == NatureFait.DEPOT}
    for rang in range(1, len(faits) + 1):
        horloge = calculer(regle, faits[:rang], zone, faits[rang - 1].survenu_le)
        _verifier(horloge, faits[rang - 1].survenu_le)
        if horloge.debut is not None:
            assert horloge.debut.astimezone(UTC) in envois
            assert horloge.echeance == echeance(regle, horloge.debut, zone)
        else:
            dernier = faits[rang - 1].nature
            assert horloge.segments[-1].cote is Cote.PARTENAIRE or dernier in {
                "annulation",
                "retrait_consentement",
            }


@pytest.mark.exigence("DEM-26", "DEM-09")
@given(histoires(), st.integers(0, 14), zones)
def test_a_requalification_moves_the_deadline_never_the_start(
    histoire: tuple[Regle, list[Fait]], rang: int, zone: ZoneInfo
) -> None:
    regle, faits = histoire
    dernier = faits[min(rang, len(faits) - 1)].survenu_le
    ajout = Fait("requalification", dernier + timedelta(minutes=30), regle="URGENT_14J")
    lu = faits[-1].survenu_le + timedelta(hours=1)
    avant, apres = calculer(regle, faits, zone, lu), calculer(regle, [*faits, ajout], zone, lu)
    vivante = avant.segments[-1].fin is None
    if regle is Regle.DOSSIER_30J and vivante:
        assert (apres.debut, apres.regle) == (avant.debut, Regle.URGENT_14J)
    if regle not in {Regle.DOSSIER_30J, Regle.URGENT_14J}:
        assert apres == avant


@pytest.mark.exigence("DEM-19", "NOV-03")
@given(histoires(), zones, st.integers(0, 900))
def test_what_was_met_or_missed_when_it_stopped_is_so_for_ever(
    histoire: tuple[Regle, list[Fait]], zone: ZoneInfo, plus_tard: int
) -> None:
    regle, faits = histoire
    fin = faits[-1].survenu_le
    alors, ensuite = (calculer(regle, faits, zone, fin + timedelta(days=j)) for j in (0, plus_tard))
    if alors.arretee_le is not None:
        assert (ensuite.respectee, ensuite.retard) == (alors.respectee, alors.retard)
        assert ensuite.respectee is not None
