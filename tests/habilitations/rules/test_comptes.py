"""Identifiers, certifications, delays and life of accounts (HAB-01, HAB-04, HAB-05, HAB-08, HAB-10, HAB-14)."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.rules.calendrier import zone_de_departement
from habilitations.enums import EtatHabilitation
from habilitations.rules.certifications import (
    ARTICLES,
    CERTIFICATIONS,
    avertissement_de_formation,
    certifications_manquantes,
)
from habilitations.rules.cycle_de_vie import TRANSITIONS, Action, etat_apres
from habilitations.rules.identifiants import LONGUEUR_MAXIMALE, identifiant_libre, identifiants_de_base
from habilitations.rules.validite import (
    echeance_de_decision,
    effacement,
    fin_d_invitation,
    invitation_vivante,
    peut_etre_reactivee,
    premiere_inactivation,
)

TABLE = Path(__file__).parents[2] / "data" / "delais.csv"
FUSEAUX = {"971": "America/Guadeloupe", "973": "America/Cayenne"}
POSSIBLES = {
    ("invitee", "activer"): "active",
    ("invitee", "renvoyer"): "invitee",
    ("expiree", "renvoyer"): "invitee",
    ("invitee", "annuler"): "annulee",
    ("invitee", "expirer"): "expiree",
    ("active", "inactiver"): "inactive",
    ("inactive", "reactiver"): "active",
    ("inactive", "effacer"): "effacee",
    ("annulee", "effacer"): "effacee",
    ("expiree", "effacer"): "effacee",
}


def _lignes(regle: str) -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as fichier:
        return [ligne for ligne in csv.DictReader(fichier, delimiter=";") if ligne["regle"] == regle]


@pytest.mark.exigence("HAB-01", "HAB-05")
@pytest.mark.parametrize(
    ("racine", "prenom", "nom", "attendu"),
    [
        ("t-0491", "Awa", "Diallo", "t-0491-adiallo"),
        ("g-0491", "Nadège", "Roche", "g-0491-nroche"),
        ("t-0491", "Éloïse", "D’Arc-Œil", "t-0491-edarcoeil"),
        ("a-691", "Jean-Pierre", "de La Tour", "a-691-jdelatour"),
        ("t-0491", "ÇELIK", "Øst", "t-0491-cost"),
        ("t-0491", "李", "王", "t-0491-compte"),
    ],
)
def test_an_identifier_says_the_profile_the_structure_and_the_name(
    racine: str, prenom: str, nom: str, attendu: str
) -> None:
    assert identifiants_de_base(racine, prenom, nom) == attendu


@pytest.mark.exigence("HAB-01")
def test_homonyms_get_the_first_free_number() -> None:
    assert identifiant_libre("t-0491-adiallo", []) == "t-0491-adiallo"
    assert identifiant_libre("t-0491-adiallo", ["t-0491-adiallo"]) == "t-0491-adiallo2"
    pris = {"t-0491-adiallo", "t-0491-adiallo2", "t-0491-adiallo4"}
    assert identifiant_libre("t-0491-adiallo", pris) == "t-0491-adiallo3"


@pytest.mark.exigence("HAB-05")
@given(st.text(max_size=100), st.text(max_size=100))
def test_any_name_gives_an_identifier_one_can_type(prenom: str, nom: str) -> None:
    base = identifiants_de_base("t-0491", prenom, nom)
    assert re.fullmatch(r"t-0491-[a-z0-9]+", base)
    assert len(identifiant_libre(base, {base})) <= LONGUEUR_MAXIMALE


@pytest.mark.exigence("HAB-08")
@pytest.mark.parametrize("oubliee", CERTIFICATIONS)
def test_each_certification_is_needed(oubliee: str) -> None:
    assert certifications_manquantes([code for code in CERTIFICATIONS if code != oubliee]) == (oubliee,)


@pytest.mark.exigence("HAB-08")
def test_the_certifications_cover_the_articles() -> None:
    assert certifications_manquantes(CERTIFICATIONS) == ()
    assert certifications_manquantes(["inconnue"]) == tuple(CERTIFICATIONS)
    assert len(CERTIFICATIONS) == 7
    assert ARTICLES.keys() == CERTIFICATIONS.keys()


@pytest.mark.exigence("HAB-08")
def test_without_training_in_detection_the_form_warns() -> None:
    le = date(2026, 11, 21)
    assert avertissement_de_formation(le, le) is None
    assert "Vous pouvez continuer" in str(avertissement_de_formation(None, le))
    assert avertissement_de_formation(le + timedelta(days=1), le) is not None


@pytest.mark.exigence("HAB-14")
@pytest.mark.parametrize("ligne", _lignes("PURGE_COMPTE"), ids=lambda ligne: ligne["debut"])
def test_an_account_is_deleted_six_months_later(ligne: dict[str, str]) -> None:
    inactivee = date.fromisoformat(ligne["debut"])
    fin = effacement(inactivee)
    assert fin.isoformat() == ligne["echeance"]
    assert peut_etre_reactivee(inactivee, fin - timedelta(days=1))
    assert not peut_etre_reactivee(inactivee, fin)


@pytest.mark.exigence("HAB-10")
@pytest.mark.parametrize("ligne", _lignes("INACTIVATION_15J"), ids=lambda ligne: ligne["debut"])
def test_an_inactivation_is_announced_fifteen_days_ahead(ligne: dict[str, str]) -> None:
    assert premiere_inactivation(date.fromisoformat(ligne["debut"])).isoformat() == ligne["echeance"]


@pytest.mark.exigence("HAB-04")
@pytest.mark.parametrize(
    "ligne", _lignes("HABILITATION_5JO"), ids=lambda ligne: f"{ligne['zone']} {ligne['debut']}"
)
def test_a_request_is_decided_within_five_jours_ouvres(ligne: dict[str, str]) -> None:
    fuseau = ZoneInfo(FUSEAUX.get(ligne["zone"], "Europe/Paris"))
    recue = datetime.fromisoformat(ligne["debut"]).astimezone(UTC)
    due = echeance_de_decision(recue, fuseau, zone_de_departement(ligne["zone"]))
    assert due.isoformat() == ligne["echeance"]


@pytest.mark.exigence("HAB-04")
def test_the_day_of_reception_is_that_of_the_caisse() -> None:
    # Monday 22:30 in Cayenne is already Tuesday in Paris.
    recue = datetime(2026, 6, 16, 1, 30, tzinfo=UTC)
    assert echeance_de_decision(recue, ZoneInfo("America/Cayenne"), "973") == date(2026, 6, 22)
    assert echeance_de_decision(recue, ZoneInfo("Europe/Paris"), "metropole") == date(2026, 6, 23)


@pytest.mark.exigence("HAB-05")
def test_an_invitation_lives_seven_days() -> None:
    envoyee = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    fin = fin_d_invitation(envoyee)
    assert fin - envoyee == timedelta(days=7)
    assert invitation_vivante(fin, fin - timedelta(seconds=1))
    assert not invitation_vivante(fin, fin)


@pytest.mark.exigence("HAB-05", "HAB-11", "HAB-14")
@pytest.mark.parametrize(("etat", "action"), list(product(EtatHabilitation, Action)))
def test_every_pair_of_the_table(etat: EtatHabilitation, action: Action) -> None:
    assert etat_apres(etat, action) == POSSIBLES.get((etat.value, action.value))


@pytest.mark.exigence("HAB-14")
def test_an_erased_account_never_comes_back() -> None:
    departs = frozenset().union(*(transition.depart for transition in TRANSITIONS))
    assert EtatHabilitation.EFFACEE not in departs
    depuis_annulee = {pas.arrivee for pas in TRANSITIONS if EtatHabilitation.ANNULEE in pas.depart}
    assert depuis_annulee == {EtatHabilitation.EFFACEE}
    assert all(transition.article for transition in TRANSITIONS)
