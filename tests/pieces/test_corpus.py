"""The corpora: nothing hostile ever readable, nothing honest ever refused."""

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from espace_partenaires.pieces.controles import PieceRefusee
from espace_partenaires.pieces.controles.nature import SIGNATURES
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services.analyses import analyser
from espace_partenaires.pieces.services.depots import deposer
from tests.conftest import role_de_base
from tests.factories.pieces import CAISSE, PARTENAIRE, creer_piece, depot, technicien
from tests.pieces.corpus.honnetes import honnetes
from tests.pieces.corpus.hostiles import hostiles
from tests.pieces.corpus.outils import Cas
from tests.pieces.outils import contenus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sans_bavardage() -> Iterator[None]:
    bavards = [logging.getLogger(nom) for nom in ("pypdf", "weasyprint", "weasyprint.progress")]
    for bavard in bavards:
        bavard.setLevel(logging.CRITICAL)
    yield
    for bavard in bavards:
        bavard.setLevel(logging.NOTSET)


def devenir(cas: Cas) -> str:
    """Deposit a file and scan it; return the code of its refusal, or its last state."""
    try:
        with role_de_base("portail_web", technicien()):
            piece = deposer(
                acteur=technicien(),
                fichier=depot(cas.octets, cas.nom),
                caisse_id=CAISSE,
                partenaire_id=PARTENAIRE,
            )
    except PieceRefusee as refus:
        return refus.code
    with role_de_base("portail_taches"):
        return str(analyser(piece_id=piece.pk))


@pytest.mark.exigence("DOC-01", "DOC-02", "DOC-03", "DOC-05")
def test_aucun_fichier_hostile_n_est_jamais_lisible(
    dossier_des_pieces: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    corpus = hostiles()
    assert len(corpus) >= 100
    assert len({cas.famille for cas in corpus}) >= 12
    with django_capture_on_commit_callbacks(execute=True):
        surprises = {str(cas): sort for cas in corpus if (sort := devenir(cas)) not in cas.attendu.split("|")}
    assert surprises == {}
    assert not PieceJointe.objects.filter(etat=EtatPiece.SAINE).exists()
    assert contenus(dossier_des_pieces) == []  # neither refused nor infected leaves a content behind


def type_apparent(octets: bytes) -> TypePiece:
    """Return the type that the first bytes claim, as a forger would write it in the row."""
    return next((nature for debut, nature in SIGNATURES.items() if octets.startswith(debut)), TypePiece.PDF)


@pytest.mark.exigence("DOC-02")
def test_remis_a_l_analyse_sans_controle_de_depot_aucun_ne_passe() -> None:
    lisibles = []
    for cas in hostiles():
        piece = creer_piece(cas.octets, type_detecte=type_apparent(cas.octets))
        with role_de_base("portail_taches"):
            if analyser(piece_id=piece.pk) not in {EtatPiece.INFECTEE, EtatPiece.REFUSEE}:
                lisibles.append(str(cas))
    assert lisibles == []
    motifs = set(PieceJointe.objects.values_list("motif", flat=True))
    assert "" not in motifs


@pytest.mark.exigence("DOC-01", "DOC-02")
def test_aucun_fichier_honnete_n_est_refuse() -> None:
    corpus = honnetes()
    assert len(corpus) >= 40
    refuses = {str(cas): sort for cas in corpus if (sort := devenir(cas)) != EtatPiece.SAINE}
    assert refuses == {}
    empreintes = {hashlib.sha256(cas.octets).hexdigest() for cas in corpus}
    assert set(PieceJointe.objects.values_list("sha256", flat=True)) == empreintes
