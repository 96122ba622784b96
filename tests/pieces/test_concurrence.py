"""Several workers at once: each file scanned once, told once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.antivirus import Verdict
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services import decisions
from espace_partenaires.pieces.services.analyses import analyser, prendre_bail
from espace_partenaires.pieces.signals import piece_jugee
from tests.factories.pieces import creer_piece

TRAVAILLEURS = 6


def a_la_fois(piece_id: int, depart: threading.Barrier) -> EtatPiece | None:
    """Scan one file from a connection of its own, at the same instant as the others."""
    with connection.cursor() as curseur:
        curseur.execute("SET ROLE portail_taches")
    try:
        depart.wait(10)
        return analyser(piece_id=piece_id)
    finally:
        connection.close()


@pytest.mark.exigence("DOC-02")
@pytest.mark.django_db(transaction=True)
def test_plusieurs_travailleurs_n_analysent_jamais_deux_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    scans: Counter[int] = Counter()
    annonces: Counter[int] = Counter()

    def infecter(octets: bytes) -> Verdict:
        scans[hash(octets)] += 1
        return Verdict(sain=False, menace="Essai")

    def noter(piece: PieceJointe, **_: object) -> None:
        annonces[piece.pk] += 1

    monkeypatch.setattr(decisions, "analyser_octets", infecter)
    piece_jugee.connect(noter)
    pieces = [creer_piece() for _ in range(8)]
    depart = threading.Barrier(TRAVAILLEURS)
    try:
        with ThreadPoolExecutor(TRAVAILLEURS) as travailleurs:
            for piece in pieces:
                sorts = list(travailleurs.map(a_la_fois, [piece.pk] * TRAVAILLEURS, [depart] * TRAVAILLEURS))
                assert sorts.count(EtatPiece.INFECTEE) == 1
                assert sorts.count(None) == TRAVAILLEURS - 1
    finally:
        piece_jugee.disconnect(noter)
    assert set(scans.values()) == {1}
    assert annonces == Counter(piece.pk for piece in pieces)
    assert Evenement.objects.filter(action="pieces.infectee").count() == len(pieces)


@pytest.mark.exigence("DOC-02")
@pytest.mark.django_db(transaction=True)
def test_une_ligne_verrouillee_par_un_autre_est_sautee_sans_attendre() -> None:
    piece = creer_piece()
    tenue, fini = threading.Event(), threading.Event()

    def tenir() -> None:
        with connection.cursor() as curseur:
            curseur.execute("BEGIN")
            curseur.execute("SELECT 1 FROM pieces_piecejointe WHERE id = %s FOR UPDATE", [piece.pk])
            tenue.set()
            fini.wait(10)
            curseur.execute("ROLLBACK")
        connection.close()

    autre = threading.Thread(target=tenir)
    autre.start()
    try:
        assert tenue.wait(10)
        assert prendre_bail(piece_id=piece.pk, maintenant=piece.deposee_le) is None
    finally:
        fini.set()
        autre.join(10)
    assert prendre_bail(piece_id=piece.pk, maintenant=piece.deposee_le) is not None
