"""Being in force on a day, from facts (CONV-01, CONV-04 … CONV-06, CONV-14, CONV-20)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import EtatConvention, Nature, Reconduction
from conventions.rules.cycle_de_vie import LIBELLES, TRANSITIONS, etat_apres, situation
from conventions.rules.vigueur import AdhesionDatee, FaitsConvention, debut, est_en_vigueur, fin_certaine

DEBUT = date(2026, 1, 10)
CCAS, UDCCAS = 1, 2
METIER = FaitsConvention(
    Nature.METIER,
    Reconduction.TACITE,
    signatures=(date(2026, 1, 5), DEBUT),
    duree_mois=12,
    partenaires=frozenset({CCAS}),
)
EXPRESSE = replace(METIER, reconduction=Reconduction.EXPRESSE, duree_mois=36)
UTILISATION = FaitsConvention(
    Nature.UTILISATION,
    Reconduction.PARENTE,
    signatures=(DEBUT, date(2026, 2, 1)),
    partenaires=frozenset({CCAS}),
    parente=METIER,
)
jours = st.dates(min_value=date(2025, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.exigence("CONV-01")
def test_it_starts_with_the_last_signature() -> None:
    assert not est_en_vigueur(METIER, DEBUT - timedelta(days=1))
    assert est_en_vigueur(METIER, DEBUT)
    assert debut(replace(METIER, signatures=(DEBUT, None))) is None
    assert not est_en_vigueur(replace(METIER, signatures=(DEBUT, None)), DEBUT)
    assert not est_en_vigueur(replace(METIER, signatures=()), DEBUT)
    assert not est_en_vigueur(replace(METIER, abandonnee=True), DEBUT)


@pytest.mark.exigence("CONV-04")
def test_a_tacit_renewal_runs_until_it_is_refused() -> None:
    assert fin_certaine(METIER) is None
    assert est_en_vigueur(METIER, date(2031, 6, 1))
    refusee = replace(METIER, refus=(date(2027, 1, 9),))
    assert est_en_vigueur(refusee, date(2027, 1, 9))
    assert not est_en_vigueur(refusee, date(2027, 1, 10))


@pytest.mark.exigence("CONV-04")
def test_an_express_term_ends_unless_renewed() -> None:
    assert fin_certaine(EXPRESSE) == date(2029, 1, 9)
    assert not est_en_vigueur(EXPRESSE, date(2029, 1, 10))
    renouvelee = replace(EXPRESSE, terme_fixe=date(2032, 1, 9))
    assert est_en_vigueur(renouvelee, date(2029, 1, 10))
    assert fin_certaine(renouvelee) == date(2032, 1, 9)


@pytest.mark.exigence("CONV-04")
def test_an_express_term_without_duration_is_not_in_force() -> None:
    assert not est_en_vigueur(replace(EXPRESSE, duree_mois=None), DEBUT)


@pytest.mark.exigence("CONV-05")
def test_the_earliest_end_wins() -> None:
    finie = replace(EXPRESSE, resiliations=(date(2027, 5, 1),), refus=(date(2028, 1, 1),))
    assert fin_certaine(finie) == date(2027, 5, 1)


@pytest.mark.exigence("CONV-06", "CONV-14", "CONV-20")
def test_an_utilisation_lives_inside_its_metier() -> None:
    assert est_en_vigueur(UTILISATION, date(2026, 2, 1))
    tardive = replace(UTILISATION, parente=replace(METIER, signatures=(date(2026, 3, 1),)))
    assert not est_en_vigueur(tardive, date(2026, 2, 28))
    assert est_en_vigueur(tardive, date(2026, 3, 1))
    finie = replace(UTILISATION, parente=replace(METIER, resiliations=(date(2026, 9, 30),)))
    assert fin_certaine(finie) == date(2026, 9, 30)
    assert est_en_vigueur(finie, date(2026, 9, 30))
    assert not est_en_vigueur(finie, date(2026, 10, 1))


@pytest.mark.exigence("CONV-20")
def test_an_utilisation_without_a_metier_is_never_in_force() -> None:
    assert not est_en_vigueur(replace(UTILISATION, parente=None), date(2026, 6, 1))
    assert not est_en_vigueur(replace(UTILISATION, parente=UTILISATION), date(2026, 6, 1))


@pytest.mark.exigence("CONV-20", "ORG-02")
def test_a_tete_de_reseau_covers_its_member_while_membership_lasts() -> None:
    reseau = replace(METIER, partenaires=frozenset({UDCCAS}))
    seule = replace(UTILISATION, parente=reseau)
    assert not est_en_vigueur(seule, date(2026, 6, 1))
    adherente = replace(seule, adhesions=(AdhesionDatee(CCAS, UDCCAS, date(2026, 3, 1), date(2026, 8, 31)),))
    assert [est_en_vigueur(adherente, le) for le in (date(2026, 2, 28), date(2026, 3, 1))] == [False, True]
    assert [est_en_vigueur(adherente, le) for le in (date(2026, 8, 31), date(2026, 9, 1))] == [True, False]
    ailleurs = replace(seule, adhesions=(AdhesionDatee(CCAS, 99, date(2026, 1, 1)),))
    assert not est_en_vigueur(ailleurs, date(2026, 6, 1))


@st.composite
def faits(draw: st.DrawFn) -> FaitsConvention:
    def metier() -> FaitsConvention:
        return FaitsConvention(
            Nature.METIER,
            draw(st.sampled_from([Reconduction.TACITE, Reconduction.EXPRESSE])),
            signatures=tuple(draw(st.lists(st.none() | jours, max_size=3))),
            duree_mois=draw(st.none() | st.integers(1, 48)),
            terme_fixe=draw(st.one_of(st.none(), jours)),
            refus=tuple(draw(st.lists(jours, max_size=1))),
            resiliations=tuple(draw(st.lists(jours, max_size=2))),
            partenaires=frozenset(draw(st.sets(st.integers(1, 3)))),
        )

    adhesions = st.builds(AdhesionDatee, st.integers(1, 3), st.integers(1, 3), jours, st.none() | jours)
    return FaitsConvention(
        Nature.UTILISATION,
        Reconduction.PARENTE,
        signatures=tuple(draw(st.lists(jours, min_size=1, max_size=2))),
        partenaires=frozenset(draw(st.sets(st.integers(1, 3), min_size=1))),
        parente=metier(),
        adhesions=tuple(draw(st.lists(adhesions, max_size=2))),
    )


@pytest.mark.exigence("CONV-06", "CONV-20", "NOV-02")
@given(faits(), jours)
def test_no_utilisation_ever_outlives_or_precedes_its_metier(utilisation: FaitsConvention, le: date) -> None:
    if est_en_vigueur(utilisation, le):
        assert utilisation.parente is not None
        assert est_en_vigueur(utilisation.parente, le)
        commence, fin = debut(utilisation), fin_certaine(utilisation)
        assert commence is not None
        assert commence <= le
        assert fin is None or le <= fin


@pytest.mark.exigence("CONV-03")
@given(faits(), jours)
def test_a_signed_convention_is_told_in_force_exactly_when_it_is(
    convention: FaitsConvention, le: date
) -> None:
    vue = situation(EtatConvention.SIGNEE, convention, le)
    assert vue in LIBELLES
    assert (vue == "en_vigueur") == est_en_vigueur(convention, le)


@pytest.mark.exigence("CONV-03")
@pytest.mark.parametrize(
    ("convention", "le", "attendue"),
    [
        (METIER, date(2026, 1, 9), "a_venir"),
        (METIER, date(2026, 1, 10), "en_vigueur"),
        (EXPRESSE, date(2029, 1, 10), "expiree"),
        (replace(METIER, refus=(date(2027, 1, 9),)), date(2027, 1, 10), "expiree"),
        (replace(METIER, resiliations=(date(2026, 5, 1),)), date(2026, 5, 2), "resiliee"),
        (replace(UTILISATION, partenaires=frozenset({9})), date(2026, 5, 2), "non_couverte"),
    ],
)
def test_what_a_reader_is_told(convention: FaitsConvention, le: date, attendue: str) -> None:
    assert situation("signee", convention, le) == attendue
    assert situation("brouillon", convention, le) == "brouillon"


@pytest.mark.exigence("CONV-03")
def test_the_table_of_states() -> None:
    assert etat_apres("brouillon", "mettre_en_signature") == "en_signature"
    assert etat_apres("en_signature", "signer") == "signee"
    assert etat_apres("en_signature", "abandonner") == "abandonnee"
    assert etat_apres("brouillon", "signer") is None
    assert etat_apres("abandonnee", "signer") is None
    assert etat_apres("signee", "abandonner") is None
    assert all(transition.article and transition.qui for transition in TRANSITIONS)
