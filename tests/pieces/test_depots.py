"""Deposit: what passes is in quarantine, what is refused leaves nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from espace_partenaires import queueing
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.controles import PieceRefusee
from espace_partenaires.pieces.controles.refus import MESSAGES
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services import depots
from espace_partenaires.pieces.services.analyses import analyser
from tests.factories.pieces import CAISSE, PARTENAIRE, agent, depot, image, pdf, technicien
from tests.pieces.outils import contenus

CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]


def deposer(
    octets: bytes, nom: str = "scan.pdf", acteur: Acteur | None = None, **options: Any
) -> PieceJointe:
    return depots.deposer(
        acteur=acteur or technicien(),
        fichier=depot(octets, nom),
        caisse_id=CAISSE,
        partenaire_id=PARTENAIRE,
        **options,
    )


@pytest.mark.exigence("DOC-01", "DOC-02")
def test_un_pdf_depose_puis_analyse_devient_lisible(comme_web: CommeWeb, comme_taches: CommeTaches) -> None:
    with comme_web(technicien()):
        piece = deposer(pdf())
    assert (piece.etat, piece.type_detecte) == (EtatPiece.QUARANTAINE, TypePiece.PDF)
    with comme_taches():
        assert analyser(piece_id=piece.pk) == EtatPiece.SAINE
    piece.refresh_from_db()
    assert piece.etat == EtatPiece.SAINE
    assert piece.version_signatures.startswith("ClamAV")
    assert piece.bail_jusqu_a is None


@pytest.mark.exigence("DOC-02", "DEM-02")
def test_le_nom_donne_par_la_personne_n_est_garde_nulle_part(
    comme_web: CommeWeb, dossier_des_pieces: Path
) -> None:
    with comme_web(technicien()):
        piece = deposer(image(), "Awa Diallo né le 12-03-1980.pdf")
    assert piece.type_detecte == TypePiece.JPEG
    ranges = contenus(dossier_des_pieces)
    assert [chemin.relative_to(dossier_des_pieces).as_posix() for chemin in ranges] == [piece.emplacement]
    trace = Evenement.objects.get(action="pieces.deposee", objet_id=piece.pk)
    assert trace.details == {"type": "JPEG", "taille": piece.taille}
    for valeur in (*PieceJointe.objects.values().get().values(), *Evenement.objects.values().get().values()):
        assert "diallo" not in str(valeur).lower()
    assert ranges[0].stat().st_mode & 0o077 == 0


@pytest.mark.exigence("DOC-02")
@pytest.mark.usefixtures("db")
def test_l_analyse_est_demandee_apres_la_validation_par_le_seul_numero(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    envoyes: list[tuple[str, object]] = []
    monkeypatch.setattr(queueing, "_envoyer", lambda nom, arguments: envoyes.append((nom, arguments)))
    with django_capture_on_commit_callbacks(execute=True):
        piece = deposer(pdf())
        assert envoyes == []
    assert envoyes == [("pieces.analyser", {"piece_id": piece.pk})]


@pytest.mark.exigence("DOC-01")
@pytest.mark.usefixtures("db")
def test_un_fichier_trop_lourd_est_refuse_avant_d_etre_lu_en_entier(
    settings: Settings, dossier_des_pieces: Path
) -> None:
    settings.TAILLE_MAX_PIECE = 2000
    with pytest.raises(PieceRefusee) as refus:
        deposer(pdf() + b" " * 2000)
    assert refus.value.code == "piece_trop_lourd"
    assert "dépasse 1\N{NO-BREAK SPACE}Ko" in refus.value.message
    menteur = depot(pdf() + b" " * 9000)
    menteur.size = 10  # what the browser announces is not believed
    with pytest.raises(PieceRefusee):
        depots.deposer(acteur=technicien(), fichier=menteur, caisse_id=CAISSE, partenaire_id=PARTENAIRE)
    assert contenus(dossier_des_pieces) == []
    assert not PieceJointe.objects.exists()


@pytest.mark.exigence("DOC-01")
@pytest.mark.usefixtures("db")
def test_une_caisse_peut_n_accepter_que_le_pdf() -> None:
    with pytest.raises(PieceRefusee) as refus:
        deposer(image("PNG"), types=frozenset({TypePiece.PDF}))
    assert refus.value.code == "piece_type_non_demande"
    assert "PDF" in refus.value.message
    assert "JPEG" not in refus.value.message


@pytest.mark.exigence("DOC-01", "DOC-05")
def test_chaque_refus_dit_quoi_faire_en_une_phrase_courte() -> None:
    for motif, message in MESSAGES.items():
        assert message.endswith("."), motif
        assert len(message) <= 190, motif  # kept in ``motif`` (200 characters)
        assert message.count(". ") + message.count(" : ") >= 1, f"{motif} says what, not what to do"


@pytest.mark.exigence("HAB-17")
@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "acteur",
    [
        technicien(caisse_id=750),
        technicien(partenaire_id=43),
        agent(caisse_id=750),
        Acteur(utilisateur_id=7, profil="technicien"),
        Acteur(utilisateur_id=7, profil="administrateur", roles=frozenset({"administrateur"})),
    ],
)
def test_on_ne_depose_que_pour_soi_et_sa_caisse(acteur: Acteur, dossier_des_pieces: Path) -> None:
    with pytest.raises(HorsPortee):
        deposer(pdf(), acteur=acteur)
    assert contenus(dossier_des_pieces) == []


@pytest.mark.exigence("DOC-02")
@pytest.mark.usefixtures("db")
def test_une_ligne_refusee_par_la_base_ne_laisse_pas_de_contenu(
    monkeypatch: pytest.MonkeyPatch, dossier_des_pieces: Path
) -> None:
    def echouer(**_: object) -> None:
        raise IntegrityError("journal")

    monkeypatch.setattr(depots, "consigner", echouer)
    with transaction.atomic(), pytest.raises(IntegrityError):
        deposer(pdf())
    assert contenus(dossier_des_pieces) == []
    assert not PieceJointe.objects.exists()
    assert connection.in_atomic_block


@pytest.mark.exigence("DOC-02")
@pytest.mark.usefixtures("db")
def test_un_stockage_en_panne_est_dit_et_rien_n_est_ecrit(dossier_des_pieces: Path) -> None:
    dossier_des_pieces.write_text("un fichier là où l’on attend un dossier")
    with pytest.raises(RegleMetierRefusee) as refus:
        deposer(pdf())
    assert refus.value.code == "stockage_indisponible"
    assert "réessayez" in refus.value.message
    assert not PieceJointe.objects.exists()
