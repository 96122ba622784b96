"""The guard of words on health (DEM-03, NOV-05): a published corpus, its counts, and what always holds."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalements.rules.sante import FICHIER_DES_MOTS, mots_de_sante
from signalements.rules.textes import contient_nir, positions_nir

CORPUS = json.loads((Path(__file__).parents[2] / "donnees" / "corpus_garde.json").read_text())
# The counts published in docs/decisions/garde-des-textes.md: a change of the list may lower them, never raise them.
FAUX_POSITIFS, FAUX_NEGATIFS = 4, 3
NIR_ECRIT = "269054958815780"


def _cites(texte: str) -> list[str]:
    return [mot for _, _, mot in mots_de_sante(texte)]


@pytest.mark.exigence("NOV-05", "DEM-03")
def test_le_corpus_ne_donne_pas_plus_d_erreurs_que_ce_qui_est_publie() -> None:
    sans = [ligne["texte"] for ligne in CORPUS if not ligne["sante"]]
    avec = [ligne["texte"] for ligne in CORPUS if ligne["sante"]]
    assert (len(sans), len(avec)) == (133, 110)
    signales_a_tort = [texte for texte in sans if mots_de_sante(texte)]
    manques = [texte for texte in avec if not mots_de_sante(texte)]
    assert len(signales_a_tort) <= FAUX_POSITIFS, signales_a_tort
    assert len(manques) <= FAUX_NEGATIFS, manques


@pytest.mark.exigence("NOV-05", "DEM-02")
def test_les_numeros_du_corpus_sont_tous_reconnus_et_eux_seuls() -> None:
    assert [ligne for ligne in CORPUS if contient_nir(ligne["texte"]) != ligne["nir"]] == []


@pytest.mark.exigence("DEM-03")
@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("DIABÉTIQUES", ["DIABÉTIQUES"]),
        ("diabetique", ["diabetique"]),
        ("diabe\u0301tique", ["diabe\u0301tique"]),
        ("dia\u00adbète", ["dia\u00adbète"]),
        ("hémi-plégie", ["hémi-plégie"]),
        ("un burn out, un burnout, un burn‑out", ["burn out", "burnout", "burn‑out"]),
        ("une A.L.D. en cours", ["A.L.D"]),
        ("il souffre d’asthme", ["souffre d", "asthme"]),
        ("des handicaps mentaux", ["handicaps"]),
        ("problèmes de santé", ["problèmes de santé"]),
        ("œdème et cœur", []),
        ("maladie", ["maladie"]),
        ("l’assurance maladie, l'Assurance-Maladie", []),
        ("un arrêt maladie puis une maladie", ["maladie"]),
        ("une maladie professionnelle", []),
        ("la carte Vitale, la complémentaire santé solidaire, l’aide médicale de l’État", []),
        ("la Mission accompagnement santé, le service social, le médecin traitant", []),
        ("le centre hospitalier, l’accès aux soins, un arrêt de travail", []),
        ("avc", ["avc"]),
        ("favc avcs", ["avcs"]),
        ("cancérogène", []),
    ],
)
def test_ce_qui_est_signale_et_ce_qui_est_du_metier(texte: str, mots: list[str]) -> None:
    assert _cites(texte) == mots


@pytest.mark.exigence("DEM-03")
def test_la_liste_ne_se_contredit_pas() -> None:
    donnees = json.loads(FICHIER_DES_MOTS.read_text())
    termes = [terme for famille in donnees["termes"].values() for terme in famille]
    assert [terme for terme in termes if not mots_de_sante(terme)] == []
    assert [admise for admise in donnees["admises"] if mots_de_sante(admise)] == []
    assert len(set(termes)) == len(termes)


@pytest.mark.exigence("NOV-05")
@given(st.text(max_size=300))
def test_aucun_texte_ne_la_fait_tomber_et_les_places_sont_dans_le_texte(texte: str) -> None:
    fin_precedente = 0
    for debut, fin, mot in mots_de_sante(texte):
        assert fin_precedente <= debut < fin <= len(texte)
        assert mot == texte[debut:fin]
        fin_precedente = fin


@pytest.mark.exigence("NOV-05")
@given(
    st.sampled_from([ligne["texte"] for ligne in CORPUS if ligne["sante"]]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["", "« ", "(", "\n", "— "]),
)
def test_la_casse_et_ce_qui_entoure_ne_changent_rien(texte: str, casse: object, avant: str) -> None:
    assert callable(casse)
    assert bool(mots_de_sante(f"{avant}{casse(texte)} »")) == bool(mots_de_sante(texte))


@pytest.mark.exigence("NOV-05", "DEM-02")
@given(st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", " - "]), min_size=14, max_size=14))
def test_separer_les_chiffres_d_un_numero_ne_le_cache_pas(separateurs: list[str]) -> None:
    ecrit = "".join(f"{c}{s}" for c, s in zip(NIR_ECRIT, separateurs, strict=False)) + NIR_ECRIT[-1]
    assert positions_nir(f"N° {ecrit}.") == ((3, 3 + len(ecrit)),)
    assert mots_de_sante(ecrit) == ()
