"""The NIR guard (DEM-02): a published corpus, and what holds for every number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir

from signalements.rules.textes import MESSAGE_NIR, contient_nir, positions_nir

from .corpus_nir import AVEC_NIR, SANS_NIR

SEPARATEURS = ["", " ", ".", "-", "/", "\u00a0", "\u202f", "\u2009", "\u2011", "–", "—", " - ", "\t"]
MOIS = [*range(1, 13), *range(20, 43), *range(50, 100)]
LIEUX = [*(f"{n:02}" for n in range(1, 100)), "2A", "2B", "2a", "2b"]


@st.composite
def nirs(draw: st.DrawFn) -> str:
    debut = f"{draw(st.sampled_from('123478'))}{draw(st.integers(0, 99)):02}{draw(st.sampled_from(MOIS)):02}"
    corps = (
        f"{debut}{draw(st.sampled_from(LIEUX))}{draw(st.integers(1, 999)):03}{draw(st.integers(1, 999)):03}"
    )
    return corps + str(nir.calc_check_digits(corps.upper()))


@pytest.mark.exigence("DEM-02")
@pytest.mark.parametrize("texte", AVEC_NIR.values(), ids=AVEC_NIR.keys())
def test_a_nir_is_found(texte: str) -> None:
    assert contient_nir(texte)
    assert MESSAGE_NIR not in texte


@pytest.mark.exigence("DEM-02")
@pytest.mark.parametrize("texte", SANS_NIR.values(), ids=SANS_NIR.keys())
def test_other_numbers_pass(texte: str) -> None:
    assert positions_nir(texte) == ()


@pytest.mark.exigence("DEM-02")
@given(
    nirs(),
    st.lists(st.sampled_from(SEPARATEURS), min_size=15, max_size=15),
    st.sampled_from(["", "NIR : ", "vu le 3 avec "]),
)
def test_any_valid_nir_with_any_separators_is_found(numero: str, separateurs: list[str], avant: str) -> None:
    tape = (
        "".join(f"{chiffre}{sep}" for chiffre, sep in zip(numero[:-1], separateurs, strict=False))
        + numero[-1]
    )
    texte = f"{avant}{tape}, merci"
    assert positions_nir(texte) == ((len(avant), len(avant) + len(tape)),)


@pytest.mark.exigence("DEM-02")
@given(nirs())
def test_without_its_key_it_is_found_too(numero: str) -> None:
    sans_cle = numero[:13]
    usuel = " ".join((numero[0], numero[1:3], numero[3:5], numero[5:7], numero[7:10], numero[10:13]))
    assert contient_nir(sans_cle)
    assert contient_nir(f"Mme D. {usuel} à rappeler")


@pytest.mark.exigence("DEM-02")
@given(
    st.lists(st.from_regex(r"\A0[1-79]( \d\d){4}\Z"), min_size=1, max_size=4),
    st.sampled_from([" ", " / ", "\n", " - "]),
)
def test_phone_numbers_in_a_row_pass(telephones: list[str], separateur: str) -> None:
    assert not contient_nir(separateur.join(telephones))


@pytest.mark.exigence("DEM-02")
@given(st.text(max_size=200))
def test_positions_are_ordered_and_inside_the_text(texte: str) -> None:
    bornes = [borne for couple in positions_nir(texte) for borne in couple]
    assert bornes == sorted(set(bornes))
    assert all(0 <= borne <= len(texte) for borne in bornes)


@pytest.mark.exigence("DEM-02")
def test_positions_let_each_number_be_masked() -> None:
    texte = "M. A : 1 85 05 78 006 084 91 ; Mme B : 269054958815780."
    assert [texte[debut:fin] for debut, fin in positions_nir(texte)] == [
        "1 85 05 78 006 084 91",
        "269054958815780",
    ]


@pytest.mark.exigence("DEM-02")
def test_the_message_holds_no_digit() -> None:
    assert not any(caractere.isdigit() for caractere in MESSAGE_NIR)
