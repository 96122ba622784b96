"""Rules of compromised accounts, as tables (HAB-12, S1u 4.1)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from habilitations.enums import ConclusionIncident, EtatIncident
from habilitations.rules.incidents import (
    ActionIncident,
    conclusions_possibles,
    debut_du_journal,
    etat_apres,
    gele_aussitot,
    reference,
    se_repete,
)

pytestmark = pytest.mark.exigence("HAB-12")
MIDI = datetime(2026, 11, 20, 12, tzinfo=UTC)
C = ConclusionIncident


@pytest.mark.parametrize(
    ("etat", "action", "suivant"),
    [
        (EtatIncident.OUVERT, ActionIncident.GELER, EtatIncident.GELE),
        (EtatIncident.GELE, ActionIncident.GELER, None),
        (EtatIncident.CLOS, ActionIncident.GELER, None),
        (EtatIncident.OUVERT, ActionIncident.CLORE, EtatIncident.CLOS),
        (EtatIncident.GELE, ActionIncident.CLORE, EtatIncident.CLOS),
        (EtatIncident.CLOS, ActionIncident.CLORE, None),
    ],
)
def test_les_etats(etat: str, action: ActionIncident, suivant: EtatIncident | None) -> None:
    assert etat_apres(etat, action) == suivant


@pytest.mark.parametrize(
    ("son_compte", "technicien", "attendu"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_ce_qui_se_ferme_a_l_instant(son_compte: bool, technicien: bool, attendu: bool) -> None:
    assert gele_aussitot(son_compte=son_compte, technicien=technicien) is attendu


@pytest.mark.parametrize(
    ("rattache", "actif", "exclu", "attendues"),
    [
        (False, False, False, (C.SANS_COMPTE, C.FAUSSE_ALERTE)),
        (True, True, False, (C.COMPTE_RETABLI, C.FAUSSE_ALERTE)),
        (True, False, False, (C.COMPTE_FERME, C.FAUSSE_ALERTE)),
        (True, False, True, (C.EXCLUSION,)),
    ],
)
def test_les_conclusions_suivent_le_compte(
    rattache: bool, actif: bool, exclu: bool, attendues: tuple[str, ...]
) -> None:
    assert conclusions_possibles(rattache=rattache, actif=actif, exclu=exclu) == attendues


@pytest.mark.parametrize(("minutes", "attendu"), [(0, True), (59, True), (60, False), (61, False)])
def test_une_heure_separe_deux_signalements(minutes: int, attendu: bool) -> None:
    assert se_repete(MIDI, MIDI + timedelta(minutes=minutes)) is attendu


def test_le_journal_commence_a_minuit_sur_place() -> None:
    debut = debut_du_journal(date(2026, 11, 20), ZoneInfo("Europe/Paris"))
    assert debut == datetime(2026, 10, 20, 22, tzinfo=UTC)
    assert debut_du_journal(date(2026, 11, 20), ZoneInfo("Indian/Reunion")).astimezone(UTC).hour == 20


def test_la_reference_se_dicte() -> None:
    assert reference(UUID("3f2a91c4-0000-4000-8000-000000000000")) == "SEC-3F2A91C4"
