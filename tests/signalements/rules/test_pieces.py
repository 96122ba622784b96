"""What is missing, what keeps a dossier from being complete, what may be asked for: tables of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espace_partenaires.pieces.enums import EtatPiece
from signalements.rules.pieces import (
    Attendue,
    Fichier,
    Item,
    compte,
    demandable,
    en_attente,
    manquantes,
    obstacles_au_complet,
    refusees,
    sans_reponse,
)

AVIS = Attendue("avis", "Avis d’imposition", obligatoire=True)
RIB = Attendue("rib", "RIB", obligatoire=False)
MOTIF = [AVIS, RIB]
SAINE, ATTEND, INFECTEE = "saine", "en_analyse", "infectee"


@pytest.mark.exigence("DEM-22", "NOV-04", "DEM-07")
@pytest.mark.parametrize(
    ("fichiers", "items", "obstacles"),
    [
        pytest.param([], [], ["Il manque : Avis d’imposition."], id="rien"),
        pytest.param([Fichier(1, "avis", SAINE)], [], [], id="lue-pas-jugee"),
        pytest.param([Fichier(1, "avis", SAINE, True)], [], [], id="acceptee"),
        pytest.param(
            [Fichier(1, "avis", ATTEND)], [], ["La pièce n° 1 attend encore l’antivirus."], id="en-analyse"
        ),
        pytest.param([Fichier(1, "avis", INFECTEE)], [], ["Il manque : Avis d’imposition."], id="infectee"),
        pytest.param(
            [Fichier(1, "avis", SAINE, False)],
            [],
            ["La pièce n° 1 (Avis d’imposition) est refusée et n’est pas remplacée."],
            id="refusee-dite-une-fois",
        ),
        pytest.param(
            [Fichier(1, "avis", SAINE, False), Fichier(2, "avis", SAINE, demandee=True)],
            [Item("avis", "Avis", (2,), remplace=1)],
            [],
            id="refusee-remplacee",
        ),
        pytest.param(
            [Fichier(1, "avis", SAINE, True), Fichier(2, "avis", SAINE, False)],
            [],
            ["La pièce n° 2 (Avis d’imposition) est refusée et n’est pas remplacée."],
            id="une-page-refusee",
        ),
        pytest.param(
            [Fichier(1, "avis", SAINE, False)],
            [Item("avis", "Avis", en_mots=True, remplace=1)],
            [],
            id="en-mots",
        ),
        pytest.param(
            [Fichier(1, "avis", SAINE), Fichier(2, "rib", SAINE, False)], [], [], id="facultative-refusee"
        ),
        pytest.param(
            [Fichier(1, "avis", SAINE), Fichier(2, "rib", SAINE, False, demandee=True)],
            [Item("rib", "RIB", (2,))],
            ["La pièce n° 2 (RIB) est refusée et n’est pas remplacée."],
            id="demandee-puis-refusee",
        ),
        pytest.param(
            [Fichier(1, "avis", SAINE), Fichier(2, "", SAINE, False, demandee=True)],
            [Item("", "Bail", (2,))],
            ["La pièce n° 2 (demandée) est refusée et n’est pas remplacée."],
            id="libre-refusee",
        ),
    ],
)
def test_ce_qui_empeche_de_juger_complet(
    fichiers: list[Fichier], items: list[Item], obstacles: list[str]
) -> None:
    dits = [
        obstacle.replace("\N{NO-BREAK SPACE}", " ")
        for obstacle in obstacles_au_complet(MOTIF, fichiers, items)
    ]
    assert dits == obstacles


@pytest.mark.exigence("NOV-04")
@pytest.mark.parametrize(
    ("fichiers", "possible"),
    [
        ([], True),
        ([Fichier(1, "avis", SAINE)], False),
        ([Fichier(1, "avis", SAINE, True)], False),
        ([Fichier(1, "avis", ATTEND)], False),
        ([Fichier(1, "avis", SAINE, False)], True),
        ([Fichier(1, "avis", INFECTEE)], True),
        ([Fichier(1, "rib", SAINE, True)], True),
    ],
)
def test_seul_ce_qui_manque_ou_est_refuse_se_redemande(fichiers: list[Fichier], possible: bool) -> None:
    assert demandable("avis", fichiers) is possible


@pytest.mark.exigence("DEM-10", "NOV-04")
def test_un_item_attend_un_fichier_ou_des_mots() -> None:
    vide, fichier, mots = Item("a", "A"), Item("b", "B", numeros=(3,)), Item("c", "C", en_mots=True)
    assert sans_reponse([vide, fichier, mots]) == [vide]


_FICHIERS = st.lists(
    st.builds(
        Fichier,
        st.integers(1, 6),
        st.sampled_from(["avis", "rib", ""]),
        st.sampled_from([etat.value for etat in EtatPiece]),
        st.sampled_from([None, True, False]),
        st.booleans(),
    ),
    unique_by=lambda fichier: fichier.numero,
    max_size=6,
)
_ITEMS = st.lists(
    st.builds(
        Item,
        st.sampled_from(["avis", "rib", ""]),
        st.just("x"),
        st.lists(st.integers(1, 6), max_size=2).map(tuple),
        st.booleans(),
        st.none() | st.integers(1, 6),
    ),
    max_size=4,
)


@pytest.mark.exigence("DEM-22", "NOV-04", "DOC-02")
@given(_FICHIERS, _ITEMS)
def test_jamais_complet_sans_chaque_piece_obligatoire(fichiers: list[Fichier], items: list[Item]) -> None:
    obstacles = obstacles_au_complet(MOTIF, fichiers, items)
    dite = any(item.code == "avis" and item.en_mots for item in items)
    tenue = any(f.code == "avis" and compte(f.etat) and f.acceptee is not False for f in fichiers)
    if not obstacles:
        assert dite or tenue
        assert not any(en_attente(f.etat) for f in fichiers)
    # Answering one more item in words never makes the dossier less complete.
    plus = [*items, Item("avis", "x", en_mots=True)]
    assert len(obstacles_au_complet(MOTIF, fichiers, plus)) <= len(obstacles)
    # What was accepted never reopens.
    rouvertes = {f.numero for f in refusees(fichiers, items)}
    assert not rouvertes & {f.numero for f in fichiers if f.acceptee}
    assert {a.code for a in manquantes(MOTIF, fichiers, items)} <= {"avis"}
