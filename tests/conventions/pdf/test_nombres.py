"""Numbers and names as legal texts write them."""

import pytest

from conventions.documents.nombres import avec_lettres, duree_en_mois, en_lettres
from conventions.documents.parties import Cote, enumerer, nom_avec_article
from conventions.documents.quotas import TRANCHES, tranche_de
from habilitations.rules.quotas import PALIERS
from tests.conventions.pdf.outils import a_plat


@pytest.mark.exigence("CONV-12")
@pytest.mark.parametrize(
    ("nombre", "lettres"),
    [
        (0, "zéro"),
        (1, "un"),
        (15, "quinze"),
        (21, "vingt et un"),
        (30, "trente"),
        (36, "trente-six"),
        (48, "quarante-huit"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (75, "soixante-quinze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (120, "120"),
    ],
)
def test_nombres_en_lettres(nombre: int, lettres: str) -> None:
    assert en_lettres(nombre) == lettres


@pytest.mark.exigence("CONV-02", "CONV-12")
@pytest.mark.parametrize(
    ("mois", "mots"),
    [
        (12, "d’un an (12 mois)"),
        (36, "de trois ans (36 mois)"),
        (6, "de six (6) mois"),
        (18, "de dix-huit (18) mois"),
        (1, "d’un (1) mois"),
    ],
)
def test_durees(mois: int, mots: str) -> None:
    assert a_plat(duree_en_mois(mois)) == mots
    assert a_plat(avec_lettres(30, "jour")) == "trente (30) jours"


@pytest.mark.exigence("CONV-12")
def test_designations_et_contractions() -> None:
    assert Cote("le partenaire").du == "du partenaire"
    assert Cote("le partenaire").au == "au partenaire"
    assert Cote("l’Assurance Maladie").du == "de l’Assurance Maladie"
    assert Cote("la CPTS").au == "à la CPTS"
    assert Cote("la CPTS").maj == "La CPTS"
    assert nom_avec_article("CCAS de Valmont") == "le CCAS de Valmont"
    assert nom_avec_article("Association Le Pas") == "l’Association Le Pas"
    assert nom_avec_article("Emmaüs Lyon") == "Emmaüs Lyon"
    assert enumerer(["a", "b", "c"]) == "a, b et c"
    assert enumerer(["a"]) == "a"


@pytest.mark.exigence("HAB-03", "CONV-12")
def test_la_table_imprimee_est_celle_que_le_portail_compte() -> None:
    imprimee = [(tranche.au, tranche.gestionnaires, tranche.techniciens) for tranche in TRANCHES]
    assert imprimee == [(plafond, quotas.gestionnaires, quotas.techniciens) for plafond, quotas in PALIERS]
    assert [tranche_de(effectif).gestionnaires for effectif in (1, 10, 11, 25, 26, 900)] == [2, 2, 3, 3, 5, 5]
    with pytest.raises(ValueError, match="at least one"):
        tranche_de(0)
