"""What goes out: clean files only, as attachments, under opaque names."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.reponses import consigner_telechargement, reponse_piece
from tests.factories.pieces import creer_piece, creer_piece_saine, image, pdf, technicien
from tests.pieces.outils import recevoir

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("DOC-02", "DOC-04")
@pytest.mark.parametrize(
    ("octets", "nature", "nom"),
    [
        (pdf(), "application/pdf", "piece-3.pdf"),
        (image(), "image/jpeg", "piece-3.jpg"),
        (image("PNG"), "image/png", "piece-3.png"),
    ],
)
def test_une_piece_saine_part_en_piece_jointe_sans_nom_ni_execution(
    octets: bytes, nature: str, nom: str
) -> None:
    reponse = reponse_piece(creer_piece_saine(octets, type_detecte=nature), numero=3)
    assert recevoir(reponse) == octets
    assert reponse.headers["Content-Disposition"] == f'attachment; filename="{nom}"'
    assert reponse.headers["Content-Type"] == nature
    assert reponse.headers["Content-Length"] == str(len(octets))
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert reponse.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reponse.headers["Cache-Control"] == "no-store"


@pytest.mark.exigence("DOC-02")
@pytest.mark.parametrize("etat", [etat for etat in EtatPiece if etat != EtatPiece.SAINE])
def test_tout_autre_etat_est_comme_inconnu(etat: EtatPiece) -> None:
    champs = {} if etat in {EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE} else {"emplacement": None}
    with pytest.raises(HorsPortee):
        reponse_piece(creer_piece(etat=etat, **champs))


@pytest.mark.exigence("DOC-04")
def test_un_telechargement_est_consigne(
    comme_web: Callable[[Acteur | None], AbstractContextManager[None]],
) -> None:
    piece = creer_piece_saine()
    with comme_web(technicien()):
        consigner_telechargement(acteur=technicien(), piece=piece)
    trace = Evenement.objects.get(action="pieces.telechargee")
    assert (trace.objet_id, trace.auteur_id, trace.details) == (piece.pk, technicien().utilisateur_id, {})
