"""The milestones of a convention: a table of dates, one line per rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import NatureCourrier, NatureEvenement, RythmeComite
from conventions.rules.faits_calendrier import CodeJalon, Fait, FaitsCalendrier, Lettre
from conventions.rules.jalons import jalons
from tests.conventions.calendrier.faits import SIGNEE, expresse, tacite, utilisation

C = CodeJalon
LE = date(2026, 11, 22)
RESILIEE = {"resiliations": (date(2026, 6, 30),)}
MED = NatureCourrier.MISE_EN_DEMEURE


def dates(faits: FaitsCalendrier, code: CodeJalon, le: date = LE) -> list[date]:
    return [jalon.le for jalon in jalons(faits, le) if jalon.code == code]


@pytest.mark.exigence("CONV-01", "CONV-02", "CONV-04", "CONV-17")
@pytest.mark.parametrize(
    ("faits", "code", "attendues"),
    [
        (tacite(), C.EFFET, [SIGNEE]),
        (tacite(signee=None), C.EFFET, []),
        (tacite(), C.EVALUATION_DUE, [date(2027, 1, 5)]),
        (tacite(evaluations=(date(2026, 12, 1),)), C.EVALUATION_DUE, []),
        (tacite(), C.TERME, [date(2027, 1, 4)]),
        (tacite(), C.LIMITE, [date(2027, 1, 4)]),
        (tacite(signee=date(2023, 1, 5)), C.TERME, [date(2027, 1, 4)]),
        (tacite(signee=date(2024, 1, 5)), C.RECONDUCTION, [date(2025, 1, 5), date(2026, 1, 5)]),
        (tacite(vigueur={"refus": (date(2027, 1, 4),)}), C.TERME, []),
        (tacite(vigueur={"refus": (date(2027, 1, 4),)}), C.FIN, [date(2027, 1, 4)]),
        (expresse(), C.TERME, [date(2029, 1, 4)]),
        (expresse(), C.LIMITE, [date(2028, 10, 4)]),
        (expresse(vigueur={"terme_fixe": date(2032, 1, 4)}), C.LIMITE, [date(2031, 10, 4)]),
        (expresse(signee=date(2023, 1, 5)), C.TERME, []),
        (expresse(signee=date(2023, 1, 5)), C.FIN, [date(2026, 1, 4)]),
        (tacite(bilan_annuel=False), C.BILAN, []),
        (tacite(signee=date(2024, 3, 1)), C.BILAN, [date(2026, 3, 1), date(2027, 3, 1)]),
    ],
)
def test_les_dates_du_terme(faits: FaitsCalendrier, code: CodeJalon, attendues: list[date]) -> None:
    assert dates(faits, code) == attendues


@pytest.mark.exigence("CONV-09")
@pytest.mark.parametrize(
    ("rythme", "signee", "tenus", "attendues"),
    [
        (RythmeComite.AUCUN, SIGNEE, (), []),
        (RythmeComite.ANNUEL, SIGNEE, (), [date(2027, 1, 5)]),
        (RythmeComite.ANNUEL, SIGNEE, (date(2026, 9, 15),), [date(2027, 9, 15)]),
        (RythmeComite.ANNUEL, date(2025, 3, 1), (), [date(2026, 3, 1), date(2027, 3, 1)]),
        (RythmeComite.FEVRIER_MARS, date(2026, 1, 5), (), [date(2026, 3, 31), date(2027, 3, 31)]),
        (RythmeComite.FEVRIER_MARS, date(2026, 4, 1), (), [date(2027, 3, 31)]),
        (RythmeComite.FEVRIER_MARS, date(2024, 4, 1), (date(2026, 2, 10),), [date(2027, 3, 31)]),
    ],
)
def test_le_comite_se_tient_chaque_annee(
    rythme: str, signee: date, tenus: tuple[date, ...], attendues: list[date]
) -> None:
    assert dates(tacite(signee=signee, comite=rythme, comites_tenus=tenus), C.COMITE_DU) == attendues


@pytest.mark.exigence("CONV-05", "CONV-16")
@pytest.mark.parametrize(
    ("faits", "attendues"),
    [
        (tacite(lettres=(Lettre(MED, date(2026, 11, 10), date(2026, 11, 14)),)), [date(2026, 11, 25)]),
        (tacite(lettres=(Lettre(MED, date(2026, 11, 10)),)), [date(2026, 11, 25)]),
        (tacite(lettres=(Lettre(MED, date(2026, 11, 10), None, date(2026, 11, 20)),)), []),
        (tacite(lettres=(Lettre(MED, date(2026, 11, 10), None, date(2026, 11, 26)),)), [date(2026, 11, 25)]),
        (tacite(mise_en_demeure_jours=None, lettres=(Lettre(MED, date(2026, 11, 10)),)), []),
        (tacite(lettres=(Lettre(NatureCourrier.RENOUVELLEMENT, date(2026, 11, 10)),)), []),
    ],
)
def test_le_delai_d_une_mise_en_demeure(faits: FaitsCalendrier, attendues: list[date]) -> None:
    assert dates(faits, C.MISE_EN_DEMEURE_ECHUE) == attendues


@pytest.mark.exigence("CONV-02", "CONV-16")
def test_celui_d_une_utilisation_court_depuis_la_reception() -> None:
    base = utilisation(tacite())
    envoyee = replace(base, lettres=(Lettre(MED, date(2026, 11, 1)),))
    recue = replace(base, lettres=(Lettre(MED, date(2026, 11, 1), date(2026, 11, 4)),))
    assert dates(envoyee, C.MISE_EN_DEMEURE_ECHUE) == []
    assert dates(recue, C.MISE_EN_DEMEURE_ECHUE) == [date(2026, 12, 4)]


@pytest.mark.exigence("CONV-21")
@pytest.mark.parametrize(
    ("reprise", "attendues"),
    [(None, [date(2026, 10, 31)]), (date(2026, 10, 20), []), (date(2026, 11, 5), [date(2026, 10, 31)])],
)
def test_la_force_majeure_a_son_trentieme_jour(reprise: date | None, attendues: list[date]) -> None:
    faits = [Fait(NatureEvenement.SUSPENSION, date(2026, 10, 1))]
    faits += [Fait(NatureEvenement.REPRISE, reprise)] if reprise else []
    assert dates(expresse(faits=tuple(faits)), C.FORCE_MAJEURE_LONGUE) == attendues
    assert dates(tacite(faits=tuple(faits)), C.FORCE_MAJEURE_LONGUE) == [], "ce texte n’en dit rien"


@pytest.mark.exigence("CONV-06")
@pytest.mark.parametrize(
    ("metier", "code", "attendues"),
    [
        (tacite(), C.TERME, [date(2027, 1, 4)]),
        (expresse(), C.LIMITE, [date(2028, 10, 4)]),
        (tacite(vigueur={"resiliations": (date(2026, 12, 31),)}), C.FIN, [date(2026, 12, 31)]),
        (tacite(vigueur={"resiliations": (date(2026, 12, 31),)}), C.EFFACEMENT, [date(2027, 7, 1)]),
        (expresse(signee=date(2023, 1, 5)), C.FIN, [date(2026, 1, 4)]),
        (tacite(signee=date(2024, 2, 1)), C.RECONDUCTION, [date(2026, 2, 1)]),
    ],
)
def test_une_utilisation_suit_sa_metier(
    metier: FaitsCalendrier, code: CodeJalon, attendues: list[date]
) -> None:
    assert dates(utilisation(metier), code) == attendues
    assert all(
        jalon.de_la_metier for jalon in jalons(utilisation(metier), LE) if jalon.code in {C.TERME, C.FIN}
    )


@pytest.mark.exigence("CONV-03", "CONV-13")
def test_une_convention_finie_n_a_plus_rien_a_venir() -> None:
    finie = tacite(
        vigueur=RESILIEE, comites_prevus=(date(2026, 12, 1),), lettres=(Lettre(MED, date(2026, 11, 20)),)
    )
    trouves = jalons(finie, LE)
    assert [jalon for jalon in trouves if jalon.le > LE] == []
    assert not any(jalon.attendu for jalon in trouves)
    assert dates(finie, C.FIN) == [date(2026, 6, 30)]
    assert dates(finie, C.ATTESTATION) == [date(2026, 7, 1)]


@pytest.mark.exigence("CONV-05")
def test_une_fin_decidee_efface_ce_qui_la_suit() -> None:
    trouves = jalons(tacite(vigueur={"resiliations": (date(2026, 12, 15),)}), LE)
    assert [jalon.code for jalon in trouves if jalon.le > LE] == [C.FIN, C.ATTESTATION]


@st.composite
def conventions(tirage: st.DrawFn) -> FaitsCalendrier:
    jours = st.dates(date(2020, 1, 1), date(2030, 12, 31))
    fabrique = tirage(st.sampled_from([tacite, expresse]))
    metier = fabrique(
        signee=tirage(st.none() | jours),
        vigueur={
            "duree_mois": tirage(st.sampled_from([6, 12, 36])),
            "resiliations": tuple(tirage(st.lists(jours, max_size=1))),
            "refus": tuple(tirage(st.lists(jours, max_size=1))),
        },
        comite=tirage(st.sampled_from(list(RythmeComite))),
        comites_tenus=tuple(tirage(st.lists(jours, max_size=2))),
        lettres=tuple(Lettre(MED, jour) for jour in tirage(st.lists(jours, max_size=1))),
    )
    choisie: FaitsCalendrier = tirage(st.sampled_from([metier, utilisation(metier, signee=tirage(jours))]))
    return choisie


@pytest.mark.exigence("CONV-04", "CONV-05")
@pytest.mark.parametrize(("decidee_le", "attendu"), [(date(2026, 11, 10), False), (date(2026, 9, 1), True)])
def test_rien_n_est_plus_attendu_apres_la_resiliation(decidee_le: date, attendu: bool) -> None:
    faits = tacite(
        signee=date(2026, 1, 5),
        lettres=(Lettre(MED, date(2026, 9, 1), date(2026, 9, 4)),),
        faits=(Fait(NatureEvenement.RESILIATION, decidee_le, decidee_le),),
    )
    (jalon,) = (j for j in jalons(faits, date(2026, 11, 23)) if j.code == C.MISE_EN_DEMEURE_ECHUE)
    assert jalon.attendu is attendu


@pytest.mark.exigence("CONV-04", "CONV-06")
@given(faits=conventions(), le=st.dates(date(2020, 1, 1), date(2032, 12, 31)))
def test_les_jalons_sont_ranges_et_rien_ne_suit_une_fin_passee(faits: FaitsCalendrier, le: date) -> None:
    trouves = jalons(faits, le)
    assert [jalon.le for jalon in trouves] == sorted(jalon.le for jalon in trouves)
    fins = [jalon.le for jalon in trouves if jalon.code == C.FIN]
    assert len(fins) <= 1
    if fins and fins[0] < le:
        assert max(jalon.le for jalon in trouves) <= le
    assert all(jalon.article for jalon in trouves)


@pytest.mark.exigence("NOV-02")
@given(faits=conventions(), le=st.dates(date(2020, 1, 1), date(2032, 12, 31)))
def test_le_passe_ne_change_pas_quand_le_jour_avance(faits: FaitsCalendrier, le: date) -> None:
    acquis = {C.SIGNATURE, C.EFFET, C.RECONDUCTION, C.FAIT, C.LETTRE_ENVOYEE}

    def passes(jour: date) -> set[tuple[str, date]]:
        return {(j.code, j.le) for j in jalons(faits, jour) if j.le <= le and j.code in acquis}

    assert passes(le) <= passes(le + timedelta(days=40))
