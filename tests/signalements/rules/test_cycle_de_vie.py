"""The life of a demande (DEM-10, DEM-17)."""

from itertools import product

import pytest

from conventions.enums import Service
from signalements.enums import EtatDemande
from signalements.rules.cycle_de_vie import (
    ETATS_FINAUX,
    ETUDE,
    LECTEUR_AGENT,
    LECTEUR_PARTENAIRE,
    MAS,
    RENDEZ_VOUS,
    SIMPLE,
    TRANSITIONS,
    actions_possibles,
    libelle_etat,
    transition,
    verifier,
    vie_de,
)

POSSIBLES_MAS = {
    ("brouillon", "transmettre"): "transmise",
    ("transmise", "prendre_en_charge"): "prise_en_charge",
    ("prise_en_charge", "demarrer_accompagnement"): "accompagnement",
    ("prise_en_charge", "clore"): "close",
    ("accompagnement", "clore"): "close",
    ("transmise", "annuler"): "annulee",
    ("prise_en_charge", "annuler"): "annulee",
    ("accompagnement", "annuler"): "annulee",
    ("transmise", "retirer_consentement"): "annulee",
    ("prise_en_charge", "retirer_consentement"): "annulee",
    ("accompagnement", "retirer_consentement"): "annulee",
}
ACTIONS_MAS = sorted({action for _, action in POSSIBLES_MAS})
COUPLES = [(etat.value, action) for etat, action in product(EtatDemande, ACTIONS_MAS)]


@pytest.mark.exigence("DEM-10", "DEM-17")
@pytest.mark.parametrize(("etat", "action"), COUPLES)
def test_every_pair_of_the_mas_table(etat: str, action: str) -> None:
    attendu = POSSIBLES_MAS.get((etat, action))
    trouve = transition(etat, action)
    assert (trouve.arrivee if trouve else None) == attendu
    assert (verifier(etat, action) is None) == (attendu is not None)


@pytest.mark.exigence("DEM-10")
@pytest.mark.parametrize("vie", [MAS, ETUDE])
def test_no_end_is_ever_left_and_every_state_leads_to_one(vie: str) -> None:
    suites: dict[str, set[str]] = {}
    for t in TRANSITIONS[vie]:
        for etat in t.depart:
            suites.setdefault(etat, set()).add(t.arrivee)
    assert not ETATS_FINAUX & suites.keys()
    arrivees = set().union(*suites.values())
    assert arrivees - suites.keys() <= ETATS_FINAUX
    assert suites.keys() - arrivees == {"brouillon"}


@pytest.mark.exigence("DEM-10", "UX-01")
@pytest.mark.parametrize("vie", [MAS, ETUDE])
def test_every_state_has_words_for_both_readers_and_every_row_an_article(vie: str) -> None:
    for t in TRANSITIONS[vie]:
        assert t.article
        for etat in {*t.depart, t.arrivee}:
            assert libelle_etat(etat, LECTEUR_PARTENAIRE, vie)
            assert libelle_etat(etat, LECTEUR_AGENT, vie)


@pytest.mark.exigence("DEM-10", "DEM-17")
def test_only_the_caisse_takes_in_charge_and_only_the_partner_transmits() -> None:
    assert actions_possibles("transmise", "instructeur") == ("prendre_en_charge", "retirer_consentement")
    assert actions_possibles("transmise", "technicien") == ("annuler", "retirer_consentement")
    assert actions_possibles("brouillon", "instructeur") == ()


@pytest.mark.exigence("UX-01")
def test_the_reader_reads_its_own_side() -> None:
    assert libelle_etat("incomplete", LECTEUR_PARTENAIRE, ETUDE) == "On attend quelque chose de vous"
    assert libelle_etat("incomplete", LECTEUR_AGENT, ETUDE) == "Pièces demandées au partenaire"
    assert libelle_etat("transmise", LECTEUR_PARTENAIRE) == "Transmise, à prendre en charge"


@pytest.mark.exigence("DEM-10")
def test_a_refusal_says_where_the_demande_is() -> None:
    assert verifier("close", "annuler") == "Cette demande est terminée\u00a0: elle ne change plus."
    assert "À prendre en charge" in str(verifier("transmise", "clore"))


@pytest.mark.exigence("DEM-01", "DEM-10")
def test_a_signalement_follows_the_mas_table() -> None:
    assert vie_de(Service.SIGNALEMENT) == MAS
    assert vie_de(Service.ETUDE) == ETUDE
    assert vie_de(Service.RENDEZ_VOUS) == RENDEZ_VOUS
    assert {vie_de(Service.CONTACT), vie_de(Service.DOCUMENT)} == {SIMPLE}
