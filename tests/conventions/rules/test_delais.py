"""The delays of conventions, against hand-computed dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.rules.delais import (
    dernier_jour,
    echeance_de_mise_en_demeure,
    effacement_de_l_assure,
    effet_en_fin_de_trimestre,
    limite_de_preavis,
    resiliable_pour_force_majeure,
)

from .table import lignes, nom

jours = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


def _le(texte: str) -> date:
    return date.fromisoformat(texte)


@pytest.mark.exigence("CONV-01", "CONV-02")
@pytest.mark.parametrize("ligne", lignes("FIN_CONVENTION"), ids=nom)
def test_the_last_day_of_a_term(ligne: dict[str, str]) -> None:
    assert dernier_jour(_le(ligne["debut"]), int(ligne["zone"])) == _le(ligne["echeance"])


@pytest.mark.exigence("CONV-04")
@pytest.mark.parametrize("ligne", lignes("PREAVIS_EXPRES"), ids=nom)
def test_the_last_day_of_a_notice(ligne: dict[str, str]) -> None:
    assert limite_de_preavis(_le(ligne["debut"]), int(ligne["zone"].split()[0])) == _le(ligne["echeance"])


@pytest.mark.exigence("CONV-02", "CONV-05")
@pytest.mark.parametrize("ligne", lignes("RESILIATION_TRIMESTRE"), ids=nom)
def test_the_end_of_the_next_quarter(ligne: dict[str, str]) -> None:
    assert effet_en_fin_de_trimestre(_le(ligne["debut"])) == _le(ligne["echeance"])


@pytest.mark.exigence("CONV-02", "CONV-05")
@pytest.mark.parametrize("ligne", lignes("MISE_EN_DEMEURE"), ids=nom)
def test_the_end_of_a_mise_en_demeure(ligne: dict[str, str]) -> None:
    assert echeance_de_mise_en_demeure(_le(ligne["debut"]), int(ligne["zone"].split()[0])) == _le(
        ligne["echeance"]
    )


@pytest.mark.exigence("CONV-21")
@pytest.mark.parametrize("ligne", lignes("FORCE_MAJEURE"), ids=nom)
def test_the_thirtieth_day_of_a_force_majeure(ligne: dict[str, str]) -> None:
    assert resiliable_pour_force_majeure(_le(ligne["debut"])) == _le(ligne["echeance"])


@pytest.mark.exigence("RGPD-01")
@pytest.mark.parametrize("ligne", lignes("PURGE_ASSURE"), ids=nom)
def test_the_erasure_of_an_assure(ligne: dict[str, str]) -> None:
    assert effacement_de_l_assure(_le(ligne["debut"])) == _le(ligne["echeance"])


@pytest.mark.exigence("CONV-01")
@given(jours, st.integers(1, 48))
def test_a_term_and_the_next_one_neither_overlap_nor_leave_a_gap(debut: date, mois: int) -> None:
    suivant = dernier_jour(debut, mois) + timedelta(days=1)
    # The anniversary, or the first of the next month where that day does not exist.
    assert suivant.day in {debut.day, 1}
    assert dernier_jour(debut, mois) < dernier_jour(debut, mois + 1)


@pytest.mark.exigence("CONV-02", "CONV-05")
@given(jours)
def test_a_quarterly_end_is_three_to_six_months_away(recue: date) -> None:
    effet = effet_en_fin_de_trimestre(recue)
    assert ((effet + timedelta(days=1)).month - 1) % 3 == 0
    assert (effet + timedelta(days=1)).day == 1
    assert 89 <= (effet - recue).days <= 184
