"""The life and the terms of requests about gestionnaires, as data (HAB-04, HAB-09, HAB-10)."""

import csv
import uuid
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.rules.calendrier import est_ouvre, zone_de_departement
from habilitations.enums import EtatDemandeHabilitation, NatureDemande
from habilitations.rules.demandes import (
    ARTICLES,
    CHAMPS_MODIFIABLES,
    TRANSITIONS,
    Acte,
    changements,
    date_venue,
    echeance,
    etat_apres,
    jours_ouvres_restants,
    places_a_demander,
    rappel,
    reference,
    successeur_requis,
)

TABLE = Path(__file__).parents[2] / "data" / "delais.csv"
FUSEAUX = {"971": "America/Guadeloupe", "973": "America/Cayenne"}
PARIS = ZoneInfo("Europe/Paris")
POSSIBLES = {
    ("en_attente", "faire"): "faite",
    ("en_attente", "programmer"): "acceptee",
    ("acceptee", "executer"): "faite",
    ("en_attente", "refuser"): "refusee",
    ("en_attente", "annuler"): "annulee",
    ("acceptee", "annuler"): "annulee",
    ("en_attente", "constater"): "faite",
    ("acceptee", "constater"): "faite",
    ("en_attente", "ecarter"): "annulee",
}


def lignes(regle: str) -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as fichier:
        return [ligne for ligne in csv.DictReader(fichier, delimiter=";") if ligne["regle"] == regle]


@pytest.mark.exigence("HAB-04", "HAB-09", "HAB-10")
@pytest.mark.parametrize(("etat", "acte"), list(product(EtatDemandeHabilitation.values, Acte)))
def test_each_act_leads_where_the_table_says_and_nowhere_else(etat: str, acte: Acte) -> None:
    assert etat_apres(etat, acte) == POSSIBLES.get((etat, acte.value))


@pytest.mark.exigence("HAB-04", "HAB-09", "HAB-10")
def test_nothing_leaves_a_state_that_ends_and_each_step_cites_a_text() -> None:
    fins = {"faite", "refusee", "annulee"}
    assert not any(fins & pas.depart for pas in TRANSITIONS)
    assert all(pas.article and pas.qui for pas in TRANSITIONS)
    assert set(ARTICLES) == set(NatureDemande.values)


@pytest.mark.exigence("HAB-04", "HAB-09")
@pytest.mark.parametrize("nature", [NatureDemande.HABILITER, NatureDemande.MODIFIER])
@pytest.mark.parametrize(
    "ligne", lignes("HABILITATION_5JO"), ids=lambda ligne: f"{ligne['zone']} {ligne['debut']}"
)
def test_five_jours_ouvres_by_hand(nature: NatureDemande, ligne: dict[str, str]) -> None:
    fuseau = ZoneInfo(FUSEAUX.get(ligne["zone"], "Europe/Paris"))
    zone = zone_de_departement(ligne["zone"])
    recue = datetime.fromisoformat(ligne["debut"])
    assert echeance(nature, recue, None, fuseau, zone) == date.fromisoformat(ligne["echeance"])


@pytest.mark.exigence("HAB-10")
def test_an_inactivation_is_due_on_the_wished_day() -> None:
    recue = datetime(2026, 11, 21, 10, tzinfo=PARIS)
    assert echeance(NatureDemande.INACTIVER, recue, date(2026, 12, 6), PARIS, "metropole") == date(
        2026, 12, 6
    )


@pytest.mark.exigence("HAB-04", "HAB-10")
@pytest.mark.parametrize(
    ("nature", "recue", "souhaitee", "zone", "attendu"),
    [
        # Received on Monday 9 November 2026: 10, 12, 13, 16 (reminder), 17 (term).
        ("habiliter", datetime(2026, 11, 9, 10, tzinfo=PARIS), None, "metropole", date(2026, 11, 16)),
        ("modifier", datetime(2026, 11, 14, 10, tzinfo=PARIS), None, "metropole", date(2026, 11, 19)),
        # Wished on Monday 7 December 2026: the Friday before.
        (
            "inactiver",
            datetime(2026, 11, 20, 10, tzinfo=PARIS),
            date(2026, 12, 7),
            "metropole",
            date(2026, 12, 4),
        ),
        # Saint Étienne, Saturday in 2026, is followed by Sunday; Christmas is Friday: back to Thursday 24.
        (
            "inactiver",
            datetime(2026, 12, 1, 10, tzinfo=PARIS),
            date(2026, 12, 28),
            "metropole",
            date(2026, 12, 24),
        ),
        # Good Friday 26 March 2027 and Easter Monday 29 in Alsace-Moselle: back to Thursday 25.
        (
            "inactiver",
            datetime(2027, 3, 1, 10, tzinfo=PARIS),
            date(2027, 3, 30),
            "alsace-moselle",
            date(2027, 3, 25),
        ),
    ],
)
def test_the_reminder_leaves_on_the_last_jour_ouvre_before(
    nature: str, recue: datetime, souhaitee: date | None, zone: str, attendu: date
) -> None:
    assert rappel(nature, recue, souhaitee, PARIS, zone) == attendu


@pytest.mark.exigence("HAB-04", "HAB-10")
@given(
    st.dates(date(2026, 1, 1), date(2032, 12, 1)),
    st.sampled_from(["metropole", "alsace-moselle", "971", "974"]),
)
def test_the_reminder_is_always_before_the_term_and_on_a_jour_ouvre(jour: date, zone: str) -> None:
    recue = datetime(jour.year, jour.month, jour.day, 12, tzinfo=PARIS)
    for nature, souhaitee in (("habiliter", None), ("inactiver", jour + timedelta(days=15))):
        veille = rappel(nature, recue, souhaitee, PARIS, zone)
        terme = echeance(nature, recue, souhaitee, PARIS, zone)
        assert veille < terme
        assert est_ouvre(veille, zone)
        assert not any(est_ouvre(veille + timedelta(days=n), zone) for n in range(1, (terme - veille).days))


@pytest.mark.exigence("HAB-04")
@pytest.mark.parametrize(
    ("aujourdhui", "reste"),
    [
        (date(2026, 11, 9), 5),
        (date(2026, 11, 11), 4),
        (date(2026, 11, 13), 2),
        (date(2026, 11, 15), 2),
        (date(2026, 11, 16), 1),
        (date(2026, 11, 17), 0),
        (date(2026, 11, 18), 0),
    ],
)
def test_what_is_left_is_counted_in_jours_ouvres(aujourdhui: date, reste: int) -> None:
    assert jours_ouvres_restants(aujourdhui, date(2026, 11, 17), "metropole") == reste


@pytest.mark.exigence("HAB-10")
def test_a_departure_is_due_from_its_day_on() -> None:
    le = date(2026, 12, 6)
    assert not date_venue(le, le - timedelta(days=1))
    assert date_venue(le, le)
    assert date_venue(le, le + timedelta(days=30))


@pytest.mark.exigence("HAB-10")
def test_a_successor_is_needed_only_by_the_last_one() -> None:
    assert successeur_requis(0)
    assert not successeur_requis(1)


@pytest.mark.exigence("HAB-03", "HAB-04")
@pytest.mark.parametrize(
    ("libres", "departs", "attentes", "attendu"),
    [
        (2, 0, 0, 2),
        # Also once a departure is done whose successor still waits: the free seat is the successor's.
        (1, 0, 1, 0),
        (0, 0, 0, 0),
        (0, 1, 0, 1),
        # A departure asked for with its successor takes the seat it frees, and leaves the others.
        (0, 1, 1, 0),
        (1, 1, 1, 1),
        # The departure was given up, not the successor.
        (0, 0, 1, 0),
    ],
)
def test_a_seat_is_asked_for_once(libres: int, departs: int, attentes: int, attendu: int) -> None:
    assert places_a_demander(libres, departs, attentes) == attendu


@pytest.mark.exigence("HAB-09")
def test_only_what_changes_is_asked() -> None:
    actuels = dict.fromkeys(CHAMPS_MODIFIABLES, "") | {"nom": "Roche", "telephone": "04 00 00 00 00"}
    assert changements(actuels, {"nom": " Roche ", "telephone": "", "fonction": "  "}) == {}
    assert changements(actuels, {"nom": "Roche-Marin ", "telephone": "04 00 00 00 00"}) == {
        "nom": "Roche-Marin"
    }
    assert changements(actuels, {"identifiant": "g-0001-autre"}) == {}


@pytest.mark.exigence("HAB-04", "HAB-09")
def test_a_reference_is_read_from_the_public_key() -> None:
    assert reference(uuid.UUID("3f9a2c1b-0000-4000-8000-000000000000")) == "H-3F9A2C1B"
