"""Consent before transmission (DEM-06)."""

import hashlib
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalements.rules.consentement import (
    PreuveConsentement,
    empreinte,
    lettre_due,
    manques_du_consentement,
    texte_canonique,
)

LE = date(2026, 11, 21)
TEXTE = "J’accepte d’être appelé.\nÀ bientôt.\n"
SIGNEE = PreuveConsentement("signature", LE, empreinte(TEXTE), formulaire_joint=True)
DISTANCE = PreuveConsentement("distance", LE, empreinte(TEXTE))
REPRESENTANT = PreuveConsentement("representant", LE, empreinte(TEXTE), reference_jugement="RG 24/00123")


def _champs(preuve: PreuveConsentement, texte: str = TEXTE) -> list[str]:
    return [manque.champ for manque in manques_du_consentement(preuve, texte, LE)]


@pytest.mark.exigence("DEM-06")
@pytest.mark.parametrize("preuve", [SIGNEE, DISTANCE, REPRESENTANT], ids=lambda preuve: preuve.mode)
def test_each_mode_with_its_proof_is_enough(preuve: PreuveConsentement) -> None:
    assert _champs(preuve) == []


@pytest.mark.exigence("DEM-06")
@pytest.mark.parametrize(
    ("preuve", "champ"),
    [
        (PreuveConsentement(), "consentement"),
        (replace(SIGNEE, mode="oral"), "consentement_mode"),
        (replace(SIGNEE, retire=True), "consentement"),
        (replace(SIGNEE, formulaire_joint=False), "consentement_piece"),
        (replace(SIGNEE, recueilli_le=None), "consentement_date"),
        (replace(DISTANCE, recueilli_le=date(2026, 11, 22)), "consentement_date"),
        (replace(REPRESENTANT, reference_jugement="  "), "consentement_jugement"),
        (replace(DISTANCE, empreinte=""), "consentement_texte"),
    ],
)
def test_what_is_missing_stops_the_transmission(preuve: PreuveConsentement, champ: str) -> None:
    assert _champs(preuve) == [champ]


@pytest.mark.exigence("DEM-06")
def test_another_text_is_not_the_one_agreed_to() -> None:
    assert _champs(DISTANCE, TEXTE.replace("appelé", "inscrit")) == ["consentement_texte"]


@pytest.mark.exigence("DEM-06")
def test_only_a_remote_agreement_calls_for_a_letter() -> None:
    assert [lettre_due(mode) for mode in ("signature", "distance", "representant")] == [False, True, False]


@pytest.mark.exigence("DEM-06")
@given(st.text(max_size=80))
def test_the_digest_ignores_line_ends_and_composition(texte: str) -> None:
    assert texte_canonique(texte_canonique(texte)) == texte_canonique(texte)
    windows = unicodedata.normalize("NFD", texte_canonique(texte)).replace("\n", "\r\n")
    assert empreinte(windows) == empreinte(texte)


@pytest.mark.exigence("DEM-06")
def test_the_texts_of_the_portal_are_already_canonical() -> None:
    textes = sorted((Path(__file__).parents[3] / "signalements" / "donnees").glob("consentement-*.txt"))
    assert textes
    for fichier in textes:
        assert (
            empreinte(fichier.read_text(encoding="utf-8")) == hashlib.sha256(fichier.read_bytes()).hexdigest()
        )
