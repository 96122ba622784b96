"""Which warnings are due: on their day, still useful, each once (CONV-04, CONV-09, CONV-17)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import CodeAvertissement, RythmeComite
from conventions.rules.avertissements import Du, avertissements_dus, jalon_annonce
from conventions.rules.faits_calendrier import FaitsCalendrier
from conventions.rules.jalons import jalons
from tests.conventions.calendrier.faits import expresse, tacite, utilisation
from tests.conventions.calendrier.test_jalons import conventions

A = CodeAvertissement
TERME = date(2029, 1, 4)
LIMITE = date(2028, 10, 4)
REFUS = date(2027, 1, 4)
NUE: dict[str, Any] = {"evaluation": "aucune", "comite": RythmeComite.AUCUN, "bilan_annuel": False}
AVANT = {A.QUATRE_MOIS, A.SEMAINE_AVANT_PREAVIS, A.UN_MOIS}


def dus(faits: FaitsCalendrier, le: date) -> list[Du]:
    return avertissements_dus(jalons(faits, le), le)


@pytest.mark.exigence("CONV-04")
@pytest.mark.parametrize(
    ("faits", "le", "attendus"),
    [
        (expresse(**NUE), date(2028, 9, 3), []),
        (expresse(**NUE), date(2028, 9, 4), [(A.QUATRE_MOIS, TERME)]),
        (expresse(**NUE), date(2028, 9, 26), [(A.QUATRE_MOIS, TERME)]),
        (expresse(**NUE), date(2028, 9, 27), [(A.SEMAINE_AVANT_PREAVIS, LIMITE)]),
        (expresse(**NUE), LIMITE, [(A.SEMAINE_AVANT_PREAVIS, LIMITE)]),
        # Past the notice, announcing it is useless; the end is still to come.
        (expresse(**NUE), LIMITE + timedelta(days=1), [(A.QUATRE_MOIS, TERME)]),
        (expresse(**NUE), date(2028, 12, 4), [(A.UN_MOIS, TERME)]),
        (expresse(**NUE), TERME, [(A.UN_MOIS, TERME)]),
        (expresse(**NUE), TERME + timedelta(days=1), [(A.FIN, TERME)]),
        (expresse(**NUE), date(2029, 7, 5), []),
        (tacite(**NUE), date(2026, 9, 3), []),
        (tacite(**NUE), date(2026, 9, 4), [(A.QUATRE_MOIS, REFUS)]),
        (tacite(**NUE), date(2026, 12, 4), [(A.UN_MOIS, REFUS)]),
        (tacite(**NUE), date(2026, 12, 28), [(A.SEMAINE_AVANT_PREAVIS, REFUS)]),
        (tacite(**NUE), REFUS + timedelta(days=1), []),
        (
            tacite(vigueur={"resiliations": (date(2026, 12, 15),)}, **NUE),
            date(2026, 11, 22),
            [(A.UN_MOIS, date(2026, 12, 15))],
        ),
        (utilisation(tacite(**NUE)), date(2026, 12, 4), [(A.UN_MOIS, REFUS)]),
    ],
)
def test_avant_une_fin(faits: FaitsCalendrier, le: date, attendus: list[Du]) -> None:
    assert dus(faits, le) == attendus


@pytest.mark.exigence("CONV-09", "CONV-17")
@pytest.mark.parametrize(
    ("faits", "le", "attendus"),
    [
        (tacite(), date(2026, 8, 1), []),
        (tacite(), date(2027, 1, 4) + timedelta(days=1), [A.BILAN, A.COMITE, A.EVALUATION]),
        (tacite(), date(2027, 7, 5), [A.BILAN, A.COMITE, A.EVALUATION]),
        (tacite(), date(2027, 7, 6), []),
        (tacite(evaluations=(date(2026, 12, 1),)), date(2027, 1, 5), [A.BILAN, A.COMITE]),
        (tacite(comites_tenus=(date(2026, 6, 1),)), date(2027, 1, 5), [A.BILAN, A.EVALUATION]),
        (tacite(comite=RythmeComite.FEVRIER_MARS), date(2026, 1, 31), []),
        (tacite(comite=RythmeComite.FEVRIER_MARS), date(2026, 2, 1), [A.COMITE]),
        (tacite(vigueur={"resiliations": (date(2026, 12, 31),)}), date(2027, 1, 10), [A.FIN]),
    ],
)
def test_ce_qui_est_attendu_est_rappele(faits: FaitsCalendrier, le: date, attendus: list[A]) -> None:
    assert sorted(code for code, _ in dus(faits, le)) == attendus


@pytest.mark.exigence("CONV-04")
@given(faits=conventions(), le=st.dates(date(2020, 1, 1), date(2032, 12, 31)))
def test_un_avertissement_n_est_jamais_apres_ce_qu_il_annonce(faits: FaitsCalendrier, le: date) -> None:
    trouves = jalons(faits, le)
    annonces = avertissements_dus(trouves, le)
    assert len(set(annonces)) == len(annonces)
    assert sum(code in AVANT for code, _ in annonces) <= 2, "un par fin annoncée"
    for code, echeance in annonces:
        assert jalon_annonce(trouves, (code, echeance)).le == echeance
        if code in AVANT:
            assert le <= echeance
        if code == A.FIN:
            assert echeance < le


@pytest.mark.exigence("CONV-04", "NOV-02")
@given(arret=st.integers(0, 31), depart=st.integers(0, 400))
def test_un_mois_d_arret_ne_perd_aucune_fin_et_ne_repete_rien(arret: int, depart: int) -> None:
    faits, envoyes = expresse(**NUE), []
    jour = date(2028, 6, 1)
    fermes = range(depart, depart + arret)
    for rang in range(400):
        if rang not in fermes:
            envoyes += [du for du in dus(faits, jour + timedelta(days=rang)) if du not in envoyes]
    codes = [code for code, _ in envoyes]
    assert codes.count(A.FIN) == 1
    assert {A.QUATRE_MOIS, A.UN_MOIS} & set(codes), "la fin est annoncée avant d’arriver"
    assert len(codes) == len(set(codes))
