"""Sweeps: what is due is asked for again, contents and rows agree."""

import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from espace_partenaires import queueing
from espace_partenaires.pieces import tasks
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.services.balayages import ramasser_les_orphelins, reveiller_les_dues
from espace_partenaires.pieces.stockage import ranger
from tests.factories.pieces import creer_piece, creer_piece_saine
from tests.pieces.outils import contenus

pytestmark = pytest.mark.django_db


@pytest.fixture
def envoyes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the files whose scan was asked for."""
    numeros: list[int] = []
    monkeypatch.setattr(queueing, "_envoyer", lambda _nom, arguments: numeros.append(arguments["piece_id"]))
    return numeros


@pytest.mark.exigence("DOC-02")
def test_le_balayage_reprend_ce_qui_est_du_et_rien_d_autre(
    envoyes: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    maintenant = timezone.now()
    passe, futur = maintenant - timedelta(minutes=5), maintenant + timedelta(minutes=5)
    reveil_perdu = creer_piece(deposee_le=passe)
    remise = creer_piece(bail_jusqu_a=passe)
    bail_expire = creer_piece(etat=EtatPiece.EN_ANALYSE, bail_jusqu_a=passe)
    creer_piece()  # just deposited: its own wake-up is on its way
    creer_piece(bail_jusqu_a=futur)
    creer_piece(etat=EtatPiece.EN_ANALYSE, bail_jusqu_a=futur)
    creer_piece_saine(deposee_le=passe)
    with django_capture_on_commit_callbacks(execute=True):
        assert reveiller_les_dues() == 3
    assert envoyes == [reveil_perdu.pk, remise.pk, bail_expire.pk]


@pytest.mark.exigence("DOC-02")
def test_rien_n_est_demande_a_un_antivirus_absent(
    settings: Settings, envoyes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    settings.CLAMD_URL = "unix:///nulle/part/clamd.sock"
    piece = creer_piece(deposee_le=timezone.now() - timedelta(hours=1))
    with caplog.at_level(logging.WARNING):
        tasks.balayer()
    piece.refresh_from_db()
    assert (envoyes, piece.etat, piece.tentatives) == ([], EtatPiece.QUARANTAINE, 0)
    assert "clamd does not answer" in caplog.text


@pytest.mark.exigence("DOC-02", "RGPD-01")
def test_un_contenu_sans_ligne_est_efface_au_bout_d_une_heure(dossier_des_pieces: Path) -> None:
    connue = creer_piece_saine()
    orphelin = ranger(b"contenu sans ligne", timezone.now())
    assert ramasser_les_orphelins(maintenant=timezone.now()) == 0
    assert (dossier_des_pieces / orphelin).exists()
    assert ramasser_les_orphelins(maintenant=timezone.now() + timedelta(minutes=61)) == 1
    assert [chemin.relative_to(dossier_des_pieces).as_posix() for chemin in contenus(dossier_des_pieces)] == [
        connue.emplacement
    ]


@pytest.mark.exigence("DOC-02", "RGPD-01")
def test_chaque_jour_est_compare_a_son_tour(dossier_des_pieces: Path) -> None:
    maintenant = timezone.now()
    for jours in range(5):
        vieux = maintenant - timedelta(days=jours)
        chemin = dossier_des_pieces / ranger(b"orphelin", vieux)
        os.utime(chemin, (vieux.timestamp() - 7200,) * 2)
    effaces = [
        ramasser_les_orphelins(maintenant=maintenant + timedelta(seconds=30 * tour)) for tour in range(5)
    ]
    assert effaces == [1, 1, 1, 1, 1]
    assert contenus(dossier_des_pieces) == []


@pytest.mark.exigence("DOC-02")
def test_une_ligne_sans_contenu_est_dite(dossier_des_pieces: Path, caplog: pytest.LogCaptureFixture) -> None:
    creer_piece_saine()
    perdue = creer_piece_saine()
    (dossier_des_pieces / str(perdue.emplacement)).unlink()
    with caplog.at_level(logging.ERROR):
        ramasser_les_orphelins(maintenant=timezone.now())
    assert caplog.messages == [f"the content of piece {perdue.pk} is missing from the storage"]


@pytest.mark.exigence("DOC-02")
def test_un_stockage_absent_n_arrete_pas_le_balayage(
    dossier_des_pieces: Path,
    envoyes: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        piece = creer_piece()
    dossier_des_pieces.rename(dossier_des_pieces.with_name("ailleurs"))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.balayer()
    assert envoyes == [piece.pk]
