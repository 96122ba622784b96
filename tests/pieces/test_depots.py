"""Deposit: what passes is in quarantine, what is refused leaves nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.controles import PieceRefusee
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services import depots
from espace_partenaires.pieces.services.analyses import analyser
from tests.factories.pieces import CAISSE, PARTENAIRE, agent, depot, image, pdf, technicien

CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]


def deposer(acteur: Acteur, octets: bytes, nom: str = "scan.pdf") -> PieceJointe:
    return depots.deposer(
        acteur=acteur, fichier=depot(octets, nom), caisse_id=CAISSE, partenaire_id=PARTENAIRE
    )


def contenus(dossier: Path) -> list[Path]:
    return [chemin for chemin in dossier.rglob("*") if chemin.is_file()]


@pytest.mark.exigence("DOC-01", "DOC-02")
def test_un_pdf_depose_puis_analyse_devient_lisible(comme_web: CommeWeb, comme_taches: CommeTaches) -> None:
    with comme_web(technicien()):
        piece = deposer(technicien(), pdf())
    assert (piece.etat, piece.type_detecte) == (EtatPiece.QUARANTAINE, TypePiece.PDF)
    with comme_taches():
        assert analyser(piece_id=piece.pk) == EtatPiece.SAINE
    piece.refresh_from_db()
    assert piece.etat == EtatPiece.SAINE
    assert piece.version_signatures.startswith("ClamAV")
    assert piece.bail_jusqu_a is None
