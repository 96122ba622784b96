"""Scans: leases, verdicts, what they tell and what they erase."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces import tasks
from espace_partenaires.pieces.antivirus import AntivirusIndisponible, Verdict
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services import analyses, decisions
from espace_partenaires.pieces.services.analyses import analyser, prendre_bail
from espace_partenaires.pieces.signals import piece_jugee
from tests.factories.pieces import CAISSE, PARTENAIRE, creer_piece, creer_piece_saine, image, pdf
from tests.pieces.corpus.outils import EICAR, pdf_avec_joint, zip_de
from tests.pieces.outils import contenus

CommeTaches = Callable[[], AbstractContextManager[None]]
NUMEROTEE = "ClamAV 1.4.6/27000/Mon Nov 16 09:00:00 2026"
pytestmark = pytest.mark.django_db


@pytest.fixture
def jugements() -> Iterator[list[tuple[int, str]]]:
    """Verdicts announced by the signal."""
    recus: list[tuple[int, str]] = []

    def noter(piece: PieceJointe, etat: EtatPiece, **_: object) -> None:
        recus.append((piece.pk, etat))

    piece_jugee.connect(noter)
    yield recus
    piece_jugee.disconnect(noter)


@pytest.mark.exigence("DOC-03")
def test_un_pdf_infecte_est_efface_dit_et_consigne(
    comme_taches: CommeTaches,
    dossier_des_pieces: Path,
    jugements: list[tuple[int, str]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    piece = creer_piece(pdf_avec_joint("notice.com", EICAR))
    with django_capture_on_commit_callbacks(execute=True), comme_taches():
        assert analyser(piece_id=piece.pk) == EtatPiece.INFECTEE
    piece.refresh_from_db()
    assert (piece.emplacement, contenus(dossier_des_pieces)) == (None, [])
    assert "virus" in piece.motif
    assert jugements == [(piece.pk, EtatPiece.INFECTEE)]
    trace = Evenement.objects.get(action="pieces.infectee")
    assert (trace.objet_id, trace.caisse_id, trace.partenaire_id) == (piece.pk, CAISSE, PARTENAIRE)
    assert "eicar" in trace.details["menace"].lower()
    assert (trace.auteur_id, trace.profil) == (0, "systeme")


@pytest.mark.exigence("DOC-02", "DOC-03")
@pytest.mark.parametrize(
    "octets", [zip_de({"lettre.txt": b"bonjour"}), zip_de({"word/document.xml": b"<d/>"})]
)
def test_un_zip_remis_directement_a_l_analyse_est_dit_infecte(
    octets: bytes, jugements: list[tuple[int, str]]
) -> None:
    piece = creer_piece(octets)
    tasks.analyser(piece_id=piece.pk)
    piece.refresh_from_db()
    assert piece.etat == EtatPiece.INFECTEE
    assert "archive" in piece.motif
    assert jugements == [(piece.pk, EtatPiece.INFECTEE)]


@pytest.mark.exigence("DOC-02")
def test_un_pdf_qui_porte_un_fichier_sain_est_refuse_avec_sa_raison(jugements: list[tuple[int, str]]) -> None:
    piece = creer_piece(pdf_avec_joint("notice.txt", b"bonjour"))
    assert analyser(piece_id=piece.pk) == EtatPiece.REFUSEE
    piece.refresh_from_db()
    assert "contient un autre fichier" in piece.motif
    assert jugements == [(piece.pk, EtatPiece.REFUSEE)]
    assert Evenement.objects.get(action="pieces.refusee").details == {"motif": "pdf_fichier_joint"}


@pytest.mark.exigence("DOC-02")
@pytest.mark.parametrize("champs", [{"sha256": "0" * 64}, {"type_detecte": "image/png"}])
def test_un_contenu_qui_n_est_plus_celui_du_depot_n_est_pas_lisible(champs: dict[str, str]) -> None:
    piece = creer_piece(pdf(), **champs)
    assert analyser(piece_id=piece.pk) == EtatPiece.REFUSEE
    piece.refresh_from_db()
    assert "altéré" in piece.motif


@pytest.mark.exigence("DOC-02")
@pytest.mark.parametrize("menace", ["Heuristics.Encrypted.PDF", "Heuristics.Limits.Exceeded.MaxRecursion"])
def test_ce_que_l_antivirus_n_a_pas_pu_ouvrir_est_refuse(
    monkeypatch: pytest.MonkeyPatch, menace: str
) -> None:
    monkeypatch.setattr(decisions, "analyser_octets", lambda _: Verdict(sain=False, menace=menace))
    piece = creer_piece()
    assert analyser(piece_id=piece.pk) == EtatPiece.REFUSEE
    piece.refresh_from_db()
    assert "vérifié en entier" in piece.motif


@pytest.mark.exigence("DOC-02")
def test_sans_antivirus_la_piece_attend_de_plus_en_plus_puis_devient_lisible(
    monkeypatch: pytest.MonkeyPatch, jugements: list[tuple[int, str]]
) -> None:
    def absent(_: bytes) -> Verdict:
        raise AntivirusIndisponible("arrêté")

    piece = creer_piece(image(), type_detecte="image/jpeg")
    attentes = []
    with time_machine.travel(timezone.now(), tick=False) as horloge, monkeypatch.context() as panne:
        panne.setattr(decisions, "analyser_octets", absent)
        for _ in range(10):
            assert analyser(piece_id=piece.pk) == EtatPiece.QUARANTAINE
            assert analyser(piece_id=piece.pk) is None  # not before its time
            piece.refresh_from_db()
            assert piece.bail_jusqu_a is not None
            attentes.append((piece.bail_jusqu_a - timezone.now()).total_seconds())
            horloge.move_to(piece.bail_jusqu_a)
        panne.undo()
        assert analyser(piece_id=piece.pk) == EtatPiece.SAINE
    assert attentes == [15, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    assert jugements == [(piece.pk, EtatPiece.SAINE)]


@pytest.mark.exigence("DOC-02")
def test_un_contenu_introuvable_n_est_ni_lisible_ni_oublie(
    dossier_des_pieces: Path, caplog: pytest.LogCaptureFixture
) -> None:
    piece = creer_piece()
    for chemin in contenus(dossier_des_pieces):
        chemin.unlink()
    with caplog.at_level(logging.WARNING):
        assert analyser(piece_id=piece.pk) == EtatPiece.QUARANTAINE
    assert f"piece {piece.pk} goes back to quarantine" in caplog.text


@pytest.mark.exigence("DOC-02")
def test_le_bail_d_un_processus_mort_est_repris_et_le_mort_n_ecrit_plus_rien() -> None:
    piece = creer_piece()
    debut = timezone.now()
    mort = prendre_bail(piece_id=piece.pk, maintenant=debut)
    assert mort is not None
    assert prendre_bail(piece_id=piece.pk, maintenant=debut + timedelta(seconds=59)) is None
    with time_machine.travel(debut + analyses.DUREE_BAIL, tick=False):
        vivant = prendre_bail(piece_id=piece.pk, maintenant=timezone.now())
        assert vivant is not None
        sain = decisions.Decision(EtatPiece.SAINE, "ClamAV")
        assert analyses.prononcer(piece=mort, decision=sain, maintenant=timezone.now()) is None
        assert analyses.rendre_bail(piece=mort, maintenant=timezone.now()) is None
        piece.refresh_from_db()
        assert (piece.etat, piece.tentatives) == (EtatPiece.EN_ANALYSE, 2)
        assert analyses.prononcer(piece=vivant, decision=sain, maintenant=timezone.now()) == EtatPiece.SAINE


@pytest.mark.exigence("DOC-02")
@pytest.mark.parametrize("etat", [EtatPiece.INFECTEE, EtatPiece.REFUSEE, EtatPiece.EFFACEE])
def test_un_sort_regle_ne_se_rejoue_pas(etat: EtatPiece, jugements: list[tuple[int, str]]) -> None:
    piece = creer_piece(etat=etat, emplacement=None)
    saine = creer_piece_saine()
    assert analyser(piece_id=piece.pk) is None
    assert analyser(piece_id=saine.pk) is None
    assert analyser(piece_id=saine.pk + 1000) is None
    assert jugements == []


@pytest.mark.exigence("DOC-02")
def test_un_contenu_deja_sain_sous_les_memes_signatures_n_est_pas_renvoye(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    envois: list[int] = []

    def compter(octets: bytes) -> Verdict:
        envois.append(len(octets))
        return Verdict(sain=True)

    monkeypatch.setattr(decisions, "analyser_octets", compter)
    octets = pdf()
    for signatures, attendus in ((NUMEROTEE, 1), (NUMEROTEE, 1), (NUMEROTEE.replace("27000", "27001"), 2)):
        monkeypatch.setattr(decisions, "version_signatures", lambda signatures=signatures: signatures)
        assert analyser(piece_id=creer_piece(octets).pk) == EtatPiece.SAINE
        assert len(envois) == attendus
    # Without a number, two equal versions do not prove equal signatures: the content is sent each time.
    monkeypatch.setattr(decisions, "version_signatures", lambda: "ClamAV 1.4.6")
    for attendus in (3, 4):
        assert analyser(piece_id=creer_piece(octets).pk) == EtatPiece.SAINE
        assert len(envois) == attendus


@pytest.mark.exigence("DOC-02")
def test_un_recepteur_qui_echoue_defait_le_verdict_et_tout_est_repris() -> None:
    def echouer(**_: object) -> None:
        raise RuntimeError("récepteur")

    piece = creer_piece()
    piece_jugee.connect(echouer)
    try:
        with pytest.raises(RuntimeError):
            analyser(piece_id=piece.pk)
    finally:
        piece_jugee.disconnect(echouer)
    piece.refresh_from_db()
    assert piece.etat == EtatPiece.EN_ANALYSE
    with time_machine.travel(timezone.now() + analyses.DUREE_BAIL * 2, tick=False):
        assert analyser(piece_id=piece.pk) == EtatPiece.SAINE


@pytest.mark.exigence("DOC-03", "RGPD-05")
@pytest.mark.parametrize("menace", ["{HEX}php shell.UNOFFICIAL", "Win.1-80-03-69-123-456-78", "x" * 300])
def test_aucun_nom_de_menace_n_empeche_d_ecrire_le_verdict(
    monkeypatch: pytest.MonkeyPatch, menace: str
) -> None:
    monkeypatch.setattr(decisions, "analyser_octets", lambda _: Verdict(sain=False, menace=menace))
    piece = creer_piece()
    assert analyser(piece_id=piece.pk) == EtatPiece.INFECTEE
    assert Evenement.objects.get(action="pieces.infectee").details["menace"]
