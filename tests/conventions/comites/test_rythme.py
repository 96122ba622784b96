"""When a comité is due and what the first year's evaluation opens, against dates computed by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import Evaluation, RythmeComite
from conventions.rules.comites import (
    Fenetre,
    droit_ouvert,
    echeance_de_l_evaluation,
    empreinte,
    evaluation_en_retard,
    evalue_la_premiere_annee,
    prochain_comite,
)

jours = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
ANNUEL, NATIONAL, AUCUN = RythmeComite.ANNUEL, RythmeComite.FEVRIER_MARS, RythmeComite.AUCUN


def le(texte: str) -> date:
    return date.fromisoformat(texte)


# rhythm, start, last held, last day due, article
TABLE = [
    (ANNUEL, "2026-01-05", "", "2027-01-05", "S0 4: once a year at least, from the start"),
    (ANNUEL, "2026-01-05", "2026-06-30", "2027-06-30", "S1m 5: once a year, from the last one held"),
    (ANNUEL, "2024-02-29", "", "2025-02-28", "S3 11: 29 February has no anniversary"),
    (ANNUEL, "2020-03-01", "2024-02-29", "2025-02-28", "S3 11: nor for a comité held that day"),
    (ANNUEL, "2025-08-31", "2026-02-28", "2027-02-28", "S2 5: the end of a month stays a 28th"),
    (ANNUEL, "2026-01-05", "2025-12-31", "2027-01-05", "S2 5: one held before the start counts for nothing"),
    (NATIONAL, "2026-01-31", "", "2026-03-31", "S3 4: signed in January, February comes whole"),
    (NATIONAL, "2026-02-01", "", "2027-03-31", "S3 4: signed in February, there is nothing to share yet"),
    (NATIONAL, "2026-12-31", "", "2027-03-31", "S3 4: the next February or March"),
    (NATIONAL, "2026-01-05", "2026-02-01", "2027-03-31", "S3 4: each year"),
    (NATIONAL, "2026-01-05", "2026-11-15", "2027-03-31", "S3 4: late, it stands for its year"),
    (NATIONAL, "2024-01-05", "2024-03-31", "2025-03-31", "S3 4: a leap year changes nothing"),
]


@pytest.mark.exigence("CONV-09")
@pytest.mark.parametrize(("rythme", "debut", "tenu", "limite", "article"), TABLE, ids=[t[4] for t in TABLE])
def test_le_dernier_jour_pour_reunir_le_comite(
    rythme: str, debut: str, tenu: str, limite: str, article: str
) -> None:
    fenetre = prochain_comite(rythme, le(debut), le(tenu) if tenu else None)
    assert fenetre is not None
    assert fenetre.limite == le(limite)
    assert not fenetre.en_retard(le(limite))
    assert fenetre.en_retard(le(limite) + timedelta(days=1))


@pytest.mark.exigence("CONV-09")
def test_un_comite_national_se_tient_en_fevrier_ou_en_mars() -> None:
    attendue = Fenetre(date(2027, 2, 1), date(2027, 3, 31))
    assert prochain_comite(NATIONAL, date(2025, 5, 2), date(2026, 3, 4)) == attendue


@pytest.mark.exigence("CONV-09")
@given(jours, st.none() | jours)
def test_sans_comite_au_texte_rien_n_est_du(debut: date, tenu: date | None) -> None:
    assert prochain_comite(AUCUN, debut, tenu) is None


@pytest.mark.exigence("CONV-09")
@given(st.sampled_from([ANNUEL, NATIONAL]), jours, st.none() | jours)
def test_un_comite_est_toujours_du_apres_le_dernier(rythme: str, debut: date, tenu: date | None) -> None:
    fenetre = prochain_comite(rythme, debut, tenu)
    assert fenetre is not None
    assert fenetre.ouvre_le <= fenetre.limite
    assert fenetre.limite > max(debut, tenu or debut)
    assert (fenetre.limite - max(debut, tenu or debut)).days <= (366 if rythme == ANNUEL else 2 * 366)


@pytest.mark.exigence("CONV-09")
@given(jours, jours)
def test_tenir_un_comite_ne_rapproche_jamais_le_suivant(debut: date, tenu: date) -> None:
    avant, apres = prochain_comite(ANNUEL, debut), prochain_comite(ANNUEL, debut, tenu)
    assert avant is not None
    assert apres is not None
    assert apres.limite >= avant.limite


@pytest.mark.exigence("CONV-17")
@pytest.mark.parametrize(
    ("debut", "echeance"),
    [
        ("2026-01-05", "2027-01-05"),
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-28"),
        ("2026-08-31", "2027-08-31"),
    ],
)
def test_l_evaluation_est_due_douze_mois_apres_le_debut(debut: str, echeance: str) -> None:
    assert echeance_de_l_evaluation(le(debut)) == le(echeance)
    assert evalue_la_premiere_annee(le(echeance), le(debut))
    assert not evalue_la_premiere_annee(le(echeance) + timedelta(days=1), le(debut))
    assert not evalue_la_premiere_annee(le(debut) - timedelta(days=1), le(debut))


@pytest.mark.exigence("CONV-17")
@pytest.mark.parametrize(
    ("evaluation", "tenue", "jour", "retard", "ouvre"),
    [
        (Evaluation.AVENANT, "", "2027-01-05", False, Evaluation.AUCUNE),
        (Evaluation.AVENANT, "", "2027-01-06", True, Evaluation.AUCUNE),
        (Evaluation.AVENANT, "2027-02-01", "2027-03-01", False, Evaluation.AVENANT),
        (Evaluation.ACTUALISATION, "2026-12-01", "2027-03-01", False, Evaluation.ACTUALISATION),
        (Evaluation.AUCUNE, "", "2030-01-01", False, Evaluation.AUCUNE),
        (Evaluation.AUCUNE, "2026-12-01", "2030-01-01", False, Evaluation.AUCUNE),
    ],
)
def test_ce_que_l_evaluation_ouvre_et_quand_elle_manque(
    evaluation: Evaluation, tenue: str, jour: str, retard: bool, ouvre: Evaluation
) -> None:
    premiere = le(tenue) if tenue else None
    assert evaluation_en_retard(evaluation, date(2026, 1, 5), premiere, le(jour)) is retard
    assert droit_ouvert(evaluation, premiere) == ouvre


@pytest.mark.exigence("CONV-09")
@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_deux_textes_differents_n_ont_pas_la_meme_empreinte(un: list[str], autre: list[str]) -> None:
    if "\x1f" not in "".join([*un, *autre]) and len(un) == len(autre):
        assert (empreinte(*un) == empreinte(*autre)) is (un == autre)
