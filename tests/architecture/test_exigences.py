"""Rules, code and tests know each other."""

import ast
from pathlib import Path

import pytest

from tests.architecture.exigences import (
    FICHIER,
    IDENTIFIANT,
    MENTION,
    cites_par_le_code,
    exigences_des_essais,
    matrice,
    prouves_par_les_essais,
)
from tests.architecture.maison import RACINE, essais

# These prove how the house is built and run, not a rule of the specification.
SANS_EXIGENCE = ("architecture", "deploiement")


@pytest.mark.parametrize("fichier", essais(), ids=lambda fichier: str(fichier.relative_to(RACINE)))
def test_chaque_essai_nomme_ce_qu_il_prouve(fichier: Path) -> None:
    nommes = dict(exigences_des_essais(fichier))
    inconnues = {i for siennes in nommes.values() for i in siennes if IDENTIFIANT.fullmatch(i) is None}
    assert inconnues == set(), "identifiants mal formés"
    if fichier.relative_to(RACINE / "tests").parts[0] not in SANS_EXIGENCE:
        assert [nom for nom, siennes in nommes.items() if not siennes] == []


def test_chaque_regle_que_le_code_cite_a_son_essai() -> None:
    assert set(cites_par_le_code()) - set(prouves_par_les_essais()) == set()


def test_la_matrice_est_a_jour() -> None:
    assert FICHIER.read_text(encoding="utf-8") == matrice(), "python -m tests.architecture.exigences"


def test_la_lecture_voit_les_marqueurs_et_les_mentions(tmp_path: Path) -> None:
    fichier = tmp_path / "test_x.py"
    fichier.write_text(
        'import pytest\npytestmark = [pytest.mark.exigence("HAB-01"), pytest.mark.django_db]\n'
        '@pytest.mark.exigence("HAB-02", "HAB-03")\ndef test_a(): ...\n'
        'class TestB:\n    @pytest.mark.exigence("DEM-01")\n    def test_c(self): ...\n'
        "def pas_un_essai(): ...\n",
        encoding="utf-8",
    )
    assert dict(exigences_des_essais(fichier)) == {
        "test_a": {"HAB-01", "HAB-02", "HAB-03"},
        "test_c": {"HAB-01", "DEM-01"},
    }
    (mention,) = MENTION.findall(ast.literal_eval('"Fait.\\n\\nExigence: HAB-03 (S1u 2.2.1),\\nORG-02"'))
    assert IDENTIFIANT.findall(mention) == ["HAB-03", "ORG-02"]
