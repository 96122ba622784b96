"""Faults, many times: killed workers, killed antivirus. Nothing lost, nothing readable without an OK."""

import functools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from deploy.servers.clamd import Clamd
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.antivirus import AntivirusIndisponible, analyser_octets
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.querysets import A_ANALYSER
from espace_partenaires.pieces.services.analyses import analyser
from espace_partenaires.pieces.services.balayages import ramasser_les_orphelins, reveiller_les_dues
from tests.factories.pieces import creer_piece, pdf
from tests.pieces.corpus.outils import EICAR, flux, pdf_avec_joint, pdf_brut
from tests.pieces.outils import contenus
from tests.pieces.serveurs import Travailleur, attendre, clamd_prive, tuer

pytestmark = [pytest.mark.pannes, pytest.mark.exigence("DOC-02")]
ARRETS_BRUTAUX = 10
ARRETS_DE_CLAMD = 20
FICHIERS = 120


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    """A clamd that this test kills."""
    with clamd_prive() as serveur:
        yield serveur


def reste() -> int:
    """Count the files without a verdict."""
    return PieceJointe.objects.filter(etat__in=A_ANALYSER).count()


def moins_que(objectif: int) -> bool:
    """Tell whether at most this many files are left without a verdict."""
    return reste() <= objectif


def tout_est_du() -> None:
    """Move time for the database: every lease of a dead worker and every delay is over."""
    passe = timezone.now() - timedelta(minutes=1)
    PieceJointe.objects.filter(etat__in=A_ANALYSER).update(bail_jusqu_a=passe, deposee_le=passe)


@pytest.mark.django_db(transaction=True)
def test_des_travailleurs_tues_sans_cesse_ne_perdent_ni_ne_laissent_passer_rien(
    settings: Settings, engager: Callable[[str], Travailleur], dossier_des_pieces: Path
) -> None:
    travailleur = engager(settings.CLAMD_URL)
    saines = [creer_piece(pdf_brut(flux(bytes([rang]) * 400_000))).pk for rang in range(FICHIERS)]
    infectees = [creer_piece(pdf_avec_joint(f"{rang}.com", EICAR)).pk for rang in range(20)]
    for tour in range(ARRETS_BRUTAUX):
        tout_est_du()
        reveiller_les_dues()
        objectif = max(0, reste() - 7)
        travailleur.demarrer()
        attendre(functools.partial(moins_que, objectif), f"some work in round {tour}")
        travailleur.tuer()
    tout_est_du()
    reveiller_les_dues()
    travailleur.demarrer()
    try:
        attendre(lambda: reste() == 0, "the end of the queue")
    finally:
        travailleur.arreter()
    assert set(PieceJointe.objects.filter(etat=EtatPiece.SAINE).values_list("pk", flat=True)) == set(saines)
    traces = Evenement.objects.filter(action="pieces.infectee").values_list("objet_id", flat=True)
    assert Counter(traces) == Counter(infectees)  # each told exactly once
    assert not PieceJointe.objects.filter(etat=EtatPiece.SAINE, version_signatures="").exists()
    # What a worker killed between its verdict and the erasure left behind, the sweep erases.
    ramasser_les_orphelins(maintenant=timezone.now() + timedelta(hours=2))
    assert len(contenus(dossier_des_pieces)) == len(saines)


@pytest.mark.django_db(transaction=True)
def test_clamd_tue_en_pleine_analyse_ne_donne_jamais_de_verdict(clamd: Clamd, settings: Settings) -> None:
    settings.CLAMD_URL = clamd.exports()["CLAMD_URL"]
    lourd = pdf_brut(flux(EICAR), flux(b"a" * 9_000_000))
    verdicts: list[object] = []

    def scanner(pret: threading.Event) -> None:
        pret.set()
        try:
            verdicts.append(analyser_octets(lourd))
        except AntivirusIndisponible as panne:
            verdicts.append(panne)

    for _ in range(ARRETS_DE_CLAMD):
        pret = threading.Event()
        fil = threading.Thread(target=scanner, args=(pret,))
        fil.start()
        pret.wait(5)
        tuer(clamd)
        fil.join(60)
        clamd.start()
    assert len(verdicts) == ARRETS_DE_CLAMD
    assert not [verdict for verdict in verdicts if getattr(verdict, "sain", False)]
    assert [verdict for verdict in verdicts if isinstance(verdict, AntivirusIndisponible)]
    piece = creer_piece(pdf())
    assert analyser(piece_id=piece.pk) == EtatPiece.SAINE
    connection.close()
