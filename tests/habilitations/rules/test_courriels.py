"""Professional addresses (HAB-08)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habilitations.rules.courriels import (
    GRAND_PUBLIC,
    domaine_du_courriel,
    domaine_normalise,
    verifier_courriel,
)

DOMAINES = frozenset({"valmont.example", "ccas-valmont.example"})


def _code(courriel: str, domaines: frozenset[str] = DOMAINES, *, exception: bool = False) -> str | None:
    refus = verifier_courriel(courriel, domaines, exception=exception)
    return refus.code if refus else None


@pytest.mark.exigence("HAB-08")
@pytest.mark.parametrize(
    "courriel",
    [
        "a.diallo@valmont.example",
        "A.Diallo@VALMONT.Example",
        " a.diallo@ccas-valmont.example ",
        "a.diallo+portail@valmont.example",
        "a.diallo@valmont.example.",
        "a.diallo@ｖａｌｍｏｎｔ.example",
    ],
)
def test_an_address_of_the_structure_is_accepted(courriel: str) -> None:
    assert _code(courriel) is None


@pytest.mark.exigence("HAB-08")
@pytest.mark.parametrize(
    ("courriel", "code"),
    [
        ("a.diallo@mail.valmont.example", "courriel_hors_domaine"),
        ("a.diallo@example", "courriel_invalide"),
        ("a.diallo@autre.example", "courriel_hors_domaine"),
        ("a.diallo@valmont.example.evil.example", "courriel_hors_domaine"),
        ("a.diallo@evilvalmont.example", "courriel_hors_domaine"),
        ("a.diallo@gmail.com", "courriel_grand_public"),
        ("A.DIALLO@Orange.FR", "courriel_grand_public"),
        ("valmont.example", "courriel_invalide"),
        ("a diallo@valmont.example", "courriel_invalide"),
        ("a@b@valmont.example", "courriel_invalide"),
        ("@valmont.example", "courriel_invalide"),
        ("a@valmont..example", "courriel_invalide"),
        ("a@-valmont.example", "courriel_invalide"),
        ("a@valmont.example\n.evil.example", "courriel_invalide"),
        ("a" * 65 + "@valmont.example", "courriel_invalide"),
        ("", "courriel_invalide"),
    ],
)
def test_another_address_is_refused_with_its_reason(courriel: str, code: str) -> None:
    assert _code(courriel) == code


@pytest.mark.exigence("HAB-08")
def test_an_accented_domain_is_one_domain_however_it_is_written() -> None:
    assert _code("a@mairie-été.example", frozenset({"xn--mairie-t-i1ab.example"})) == "courriel_hors_domaine"
    assert _code("a@mairie-été.example", frozenset({"MAIRIE-ÉTÉ.example"})) is None
    assert domaine_normalise("mairie-été.example") == "mairie-été.example".encode("idna").decode()


@pytest.mark.exigence("HAB-08")
def test_look_alike_letters_are_another_domain() -> None:
    assert _code("a@vаlmont.example") == "courriel_hors_domaine"


@pytest.mark.exigence("HAB-08")
def test_without_declared_domain_the_message_says_what_to_ask_for() -> None:
    refus = verifier_courriel("a@valmont.example", frozenset())
    assert refus is not None
    assert refus.code == "courriel_sans_domaine"
    assert "«\u00a0valmont.example\u00a0»" in refus.message
    assert "caisse" in refus.message


@pytest.mark.exigence("HAB-08")
def test_a_mailbox_open_to_anyone_is_refused_even_when_declared() -> None:
    assert _code("a@gmail.com", frozenset({"gmail.com"})) == "courriel_grand_public"


@pytest.mark.exigence("HAB-08")
def test_an_exception_opens_any_complete_address_and_nothing_else() -> None:
    assert _code("a@gmail.com", exception=True) is None
    assert _code("a@autre.example", frozenset(), exception=True) is None
    assert _code("a@@autre.example", exception=True) == "courriel_invalide"


@pytest.mark.exigence("HAB-08")
def test_the_list_of_open_mailboxes_is_in_the_form_that_is_compared() -> None:
    assert {domaine_normalise(domaine) for domaine in GRAND_PUBLIC} == GRAND_PUBLIC


@pytest.mark.exigence("HAB-08")
@given(st.emails())
def test_only_declared_domains_ever_pass(courriel: str) -> None:
    accepte = _code(courriel) is None
    assert accepte == (domaine_du_courriel(courriel) in DOMAINES)
    domaine = domaine_du_courriel(courriel)
    if domaine and domaine not in GRAND_PUBLIC:
        assert _code(courriel, frozenset({domaine.upper()})) is None
