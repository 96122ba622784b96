"""What an action waits for, and the words that a national flow recognises (CONV-10, CONV-11)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.flux_nationaux import FLUX, THEMES
from conventions.rules.fiches import FaitsFiche, barrieres, etat_apres, mots_reconnus

RIEN, SANS_DPO, SANS_REGISTRE, FLUX_COUVERT = (
    "",
    "analyse_absente",
    "registre_absent",
    "flux_deja_couvert",
)


@pytest.mark.exigence("CONV-10", "CONV-11")
@pytest.mark.parametrize(
    ("faits", "codes"),
    [
        # S0 annexe 1: no exchange, nothing to wait for.
        (FaitsFiche(echange_de_donnees=False), []),
        # S0 8 and annexe 2 § 3: both the analysis and the register.
        (FaitsFiche(echange_de_donnees=True), [SANS_DPO, SANS_REGISTRE]),
        (FaitsFiche(echange_de_donnees=True, analysee=True), [SANS_REGISTRE]),
        (FaitsFiche(echange_de_donnees=True, inscrite=True), [SANS_DPO]),
        (FaitsFiche(echange_de_donnees=True, analysee=True, inscrite=True), []),
        # S0 10 and annexe 4: a flow covers the aim, unless the DPO justifies it.
        (FaitsFiche(echange_de_donnees=False, flux_couvrant=True), [FLUX_COUVERT]),
        (FaitsFiche(echange_de_donnees=False, flux_couvrant=True, flux_justifie=True), []),
        (
            FaitsFiche(echange_de_donnees=True, analysee=True, inscrite=True, flux_couvrant=True),
            [FLUX_COUVERT],
        ),
    ],
)
def test_what_an_action_waits_for(faits: FaitsFiche, codes: list[str]) -> None:
    trouvees = barrieres(faits)
    assert [barriere.code for barriere in trouvees] == codes
    assert all(barriere.article and barriere.message.endswith(".") for barriere in trouvees)


@pytest.mark.exigence("CONV-10")
@given(st.builds(FaitsFiche, st.just(value=True), st.booleans(), st.booleans(), st.booleans(), st.booleans()))
def test_no_exchange_of_data_starts_without_both_gates(faits: FaitsFiche) -> None:
    assert bool(barrieres(faits)) or (faits.analysee and faits.inscrite)


@pytest.mark.exigence("CONV-10")
@pytest.mark.parametrize(
    ("etat", "action", "arrivee"),
    [
        ("projet", "demarrer", "en_cours"),
        ("en_cours", "terminer", "terminee"),
        ("projet", "terminer", None),
        ("terminee", "demarrer", None),
        ("abandonnee", "demarrer", None),
        ("en_cours", "abandonner", "abandonnee"),
    ],
)
def test_where_an_act_leads(etat: str, action: str, arrivee: str | None) -> None:
    assert etat_apres(etat, action) == arrivee


def reconnus(phrase: str) -> set[str]:
    return {flux["code"] for flux in FLUX if mots_reconnus([phrase], flux["mots_cles"])}


@pytest.mark.exigence("CONV-11")
@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        ("Transmettre les DÉCLARATIONS DE GROSSESSE plus tôt", {"dsg"}),
        ("Suivre les pensions d’invalidité et la subrogation", {"invalidite"}),
        ("Repérer les allocataires du RSA sans C2S", {"rsaod", "acs"}),
        ("Maintien des droits à la sortie de l’AAH", {"prestaod"}),
        ("Un atelier numérique commun sur les services en ligne", set()),
        # Whole words only: « universalité » is not « RSA ».
        ("Promouvoir l’universalité des soins", set()),
    ],
)
def test_the_words_that_bring_a_flow_to_mind(phrase: str, codes: set[str]) -> None:
    assert reconnus(phrase) == codes


@pytest.mark.exigence("CONV-11")
def test_six_flows_and_five_themes() -> None:
    assert [flux["nom_du_flux"] for flux in FLUX] == ["", "DemRSA", "RSAOD", "ACS", "PRESTAOD", "DSG"]
    assert [flux["frequence"] for flux in FLUX] == ["quotidienne"] * 2 + ["mensuelle"] * 4
    assert len(THEMES) == 5
