"""What looks like a NIR or a mail address, and what only resembles one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espace_partenaires.conservation.garde import ressemble_a_un_courriel, ressemble_a_un_nir

pytestmark = pytest.mark.exigence("RGPD-05", "DEM-02")


@pytest.mark.parametrize(
    "texte",
    [
        "284056912345607",
        "2 84 05 69 123 456 07",
        "2.84.05.69.123.456",
        "1-84-12-2A-123-456-07",
        "nir:2840569123456",
    ],
)
def test_forme_d_un_nir(texte: str) -> None:
    assert ressemble_a_un_nir(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "06 12 34 56 78",
        "35600000012345",
        "2026-691-K4T8QX",
        "2026-11-23T12:00:00",
        "018f2a77-1234-7123-8123-284056912345",
    ],
)
def test_telephone_siret_reference_date_et_uuid_passent(texte: str) -> None:
    assert not ressemble_a_un_nir(texte)


@given(st.uuids())
def test_nul_uuid_n_est_pris_pour_un_nir(cle: UUID) -> None:
    assert not ressemble_a_un_nir(str(cle))
    assert not ressemble_a_un_nir(f"http://localhost:8000/demandes/{cle}/")


def test_une_adresse_dont_la_cle_a_la_forme_d_un_nir_passe() -> None:
    assert not ressemble_a_un_nir("https://portail.example/demandes/1c763812-9289-4061-9d0f-ce7b0ab740c5/")
    assert ressemble_a_un_nir("https://portail.example/?q=2-84-05-69-123-456-07")


@given(
    st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])[0-9]{2}[0-9]{6}", fullmatch=True), st.sampled_from(" .-_/:")
)
def test_les_separateurs_ne_cachent_rien(nir: str, separateur: str) -> None:
    assert ressemble_a_un_nir(separateur.join((nir[:1], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:])))


@pytest.mark.parametrize(
    ("texte", "attendu"), [("a@b.fr", True), ("voir m.durand@ccas.example", True), ("a @ b", False)]
)
def test_forme_d_une_adresse(texte: str, attendu: bool) -> None:
    assert ressemble_a_un_courriel(texte) is attendu
