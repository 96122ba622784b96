"""The MAS form and how it ends (DEM-05, DEM-17, DEM-24)."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import Service
from signalements.enums import (
    ActionEngagee,
    ActionMas,
    Anciennete,
    Cadre,
    Cause,
    IssueSansSoins,
    SoinNonRealise,
)
from signalements.rules.cloture import Cloture, verifier_cloture
from signalements.rules.mas import (
    SaisieMas,
    champs_manquants,
    conseils,
    normaliser_telephone,
    refus_de_renoncement,
    soins_concernes,
)

LE = date(2026, 11, 21)
COMPLETE: dict[str, object] = {
    "civilite": "mme",
    "nom": "Lemaire",
    "prenom": "Binta",
    "date_naissance": "1988-03-04",
    "departement": "69",
    "telephone": "06 12 34 56 78",
    "cadres": ["droits"],
    "regime_general": True,
    "information_certifiee": True,
}


@pytest.mark.exigence("DEM-05")
def test_the_lists_have_the_counts_of_the_paper_form() -> None:
    listes = (Cadre, ActionEngagee, SoinNonRealise, Anciennete, Cause)
    assert [len(liste) for liste in listes] == [5, 3, 6, 4, 8]


@pytest.mark.exigence("DEM-05")
def test_a_complete_form_lacks_nothing_without_mail_nor_care() -> None:
    assert champs_manquants(COMPLETE, LE) == []
    assert conseils(COMPLETE) == []


@pytest.mark.exigence("DEM-01", "DEM-02", "DEM-05", "DEM-23")
@pytest.mark.parametrize("champ", COMPLETE)
def test_each_compulsory_field_is_asked_for(champ: str) -> None:
    sans = {cle: valeur for cle, valeur in COMPLETE.items() if cle != champ}
    assert [manque.champ for manque in champs_manquants(sans, LE)] == [champ]


@pytest.mark.exigence("DEM-05")
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("nom", "   "),
        ("civilite", "dr"),
        ("cadres", ["sante"]),
        ("cadres", "droits"),
        ("date_naissance", "1988-02-30"),
        ("date_naissance", "2026-11-22"),
        ("date_naissance", "1890-01-01"),
        ("date_naissance", 1988),
        ("departement", "99"),
        ("telephone", "à rappeler"),
        ("telephone", "06 12 34 56"),
        ("regime_general", "oui"),
    ],
)
def test_a_bad_value_counts_as_missing(champ: str, valeur: object) -> None:
    assert [manque.champ for manque in champs_manquants({**COMPLETE, champ: valeur}, LE)] == [champ]


@pytest.mark.exigence("DEM-05", "UX-01")
def test_a_date_in_the_future_is_refused() -> None:
    for naissance, attendu in (
        ("2026-11-22", "dans le futur"),
        ("1890-01-01", "à plus de 130\N{NO-BREAK SPACE}ans"),
        ("", "jour, mois, année"),
    ):
        (manque,) = champs_manquants({**COMPLETE, "date_naissance": naissance}, LE)
        assert attendu in manque.message
    assert [m.champ for m in champs_manquants({**COMPLETE, "date_saisine": "2026-11-22"}, LE)] == [
        "date_saisine"
    ]


@pytest.mark.exigence("DEM-05")
@given(st.lists(st.sampled_from(Cadre.values), unique=True))
def test_care_is_asked_for_two_frames_only_and_forgotten_otherwise(cadres: list[str]) -> None:
    soins = {"soins": ["chirurgie"], "anciennete": "plus_1a", "causes": ["transport", "autre"]}
    lue = SaisieMas.lire({**COMPLETE, **soins, "cadres": cadres})
    attendu = "soins" in cadres or "soins_handicap" in cadres
    assert soins_concernes(cadres) == attendu
    assert (lue.soins, lue.anciennete, lue.causes) == (
        (("chirurgie",), "plus_1a", ("transport", "autre")) if attendu else ((), "", ())
    )


@pytest.mark.exigence("DEM-05")
def test_the_questions_on_care_are_advice_not_duty() -> None:
    saisie = {**COMPLETE, "cadres": ["soins"]}
    assert champs_manquants(saisie, LE) == []
    assert [conseil.champ for conseil in conseils(saisie)] == ["soins", "anciennete", "causes"]


@pytest.mark.exigence("DEM-05")
def test_codes_come_once_in_the_order_of_the_form() -> None:
    lue = SaisieMas.lire({"cadres": ["social", "droits", "social", 3, "x"]})
    assert lue.cadres == ("droits", "social")


@pytest.mark.exigence("DEM-05")
@pytest.mark.parametrize(
    ("tape", "attendu"),
    [
        ("06 12 34 56 78", "0612345678"),
        ("04.72.00.11.22", "0472001122"),
        ("+33 (0)6 12 34 56 78", "0612345678"),
        ("0033612345678", "0612345678"),
        ("+262 692 12 34 56", "+262692123456"),
        ("0692-12-34-56", "0692123456"),
        ("00 12 34 56 78", None),
        ("123", None),
        ("", None),
    ],
)
def test_a_phone_number_is_read(tape: str, attendu: str | None) -> None:
    assert normaliser_telephone(tape) == attendu


@pytest.mark.exigence("DEM-24")
@pytest.mark.parametrize("nature", list(Service))
def test_a_renoncement_goes_by_the_mas_only(nature: Service) -> None:
    for cadres in (["soins"], ["soins_handicap"], ["droits", "social", "soins"]):
        refus = refus_de_renoncement(nature, cadres)
        assert (refus is None) == (nature is Service.SIGNALEMENT)
    assert refus_de_renoncement(nature, ["droits"]) is None


def _champs(*, cadres: list[str], **reponses: Any) -> list[str]:
    valeurs: dict[str, Any] = {
        "actions": ("droits",),
        "soins_realises": None,
        "aide_droits": False,
        "aide_financiere": False,
        "orientation_parcours": False,
        **reponses,
    }
    return [manque.champ for manque in verifier_cloture(Cloture(**valeurs), cadres)]


@pytest.mark.exigence("DEM-17")
def test_care_received_needs_no_reason() -> None:
    assert _champs(cadres=["soins"], soins_realises=True) == []
    assert _champs(cadres=["soins"], soins_realises=True, issue_sans_soins="refus") == ["issue_sans_soins"]


@pytest.mark.exigence("DEM-17")
@pytest.mark.parametrize("issue", IssueSansSoins.values)
def test_without_care_the_reason_is_asked_and_rights_may_still_be_opened(issue: str) -> None:
    assert _champs(cadres=["soins"], soins_realises=False) == ["issue_sans_soins"]
    assert _champs(cadres=["soins"], soins_realises=False, issue_sans_soins=issue) == []
    assert _champs(cadres=["soins"], soins_realises=False, issue_sans_soins=issue, aide_droits=True) == []


@pytest.mark.exigence("DEM-17")
def test_the_axis_of_care_follows_the_frame() -> None:
    assert _champs(cadres=["soins_handicap"]) == ["soins_realises"]
    assert _champs(cadres=["numerique"], soins_realises=True) == ["soins_realises"]
    assert _champs(cadres=["numerique"], aide_droits=True) == []
    assert _champs(cadres=["numerique"]) == ["issue_sans_soins"]


@pytest.mark.exigence("DEM-17")
@pytest.mark.parametrize("axes", list(product([True, False], repeat=3)))
def test_the_other_axes_are_independent(axes: tuple[bool, bool, bool]) -> None:
    droits, financiere, parcours = axes
    reponses: dict[str, Any] = {
        "aide_droits": droits,
        "aide_financiere": financiere,
        "orientation_parcours": parcours,
    }
    assert _champs(cadres=["soins"], soins_realises=True, **reponses) == []


@pytest.mark.exigence("DEM-17")
def test_unanswered_axes_and_unknown_codes_are_refused() -> None:
    assert _champs(cadres=["droits"], aide_droits=None, aide_financiere=None) == [
        "aide_droits",
        "aide_financiere",
    ]
    assert _champs(cadres=["droits"], aide_droits=True, actions=("magie",)) == ["actions"]
    assert _champs(cadres=["droits"], issue_sans_soins="ailleurs") == ["issue_sans_soins"]
    assert len(ActionMas) == 6
