"""With real servers: clamd stopped and started again, a real worker on a real queue, a real bucket."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from botocore.config import Config
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from deploy.servers.clamd import Clamd
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.reponses import reponse_piece
from espace_partenaires.pieces.services.analyses import DUREE_BAIL, analyser
from espace_partenaires.pieces.services.balayages import ramasser_les_orphelins, reveiller_les_dues
from espace_partenaires.pieces.services.depots import deposer
from espace_partenaires.pieces.services.effacement import effacer
from espace_partenaires.pieces.stockage import StockageIndisponible, lire, ranger
from tests.conftest import role_de_base
from tests.factories.pieces import CAISSE, PARTENAIRE, creer_piece, depot, pdf, technicien
from tests.pieces.corpus.outils import EICAR, pdf_avec_joint
from tests.pieces.outils import faux_clamd, lire_flux, recevoir
from tests.pieces.serveurs import Travailleur, attendre, clamd_prive, serveur_s3


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    """A clamd that these tests may stop."""
    with clamd_prive() as serveur:
        yield serveur


def etat(piece: PieceJointe) -> str:
    piece.refresh_from_db()
    return piece.etat


def deposer_un(octets: bytes) -> PieceJointe:
    with transaction.atomic(), role_de_base("portail_web", technicien()):
        return deposer(acteur=technicien(), fichier=depot(octets), caisse_id=CAISSE, partenaire_id=PARTENAIRE)


@pytest.mark.exigence("DOC-02")
@pytest.mark.django_db
def test_clamd_arrete_la_piece_attend_puis_devient_lisible_au_retour(
    clamd: Clamd, settings: Settings
) -> None:
    settings.CLAMD_URL = clamd.exports()["CLAMD_URL"]
    clamd.stop()
    saine, infectee = deposer_un(pdf()), deposer_un(pdf_avec_joint("a.com", EICAR))
    assert {analyser(piece_id=piece.pk) for piece in (saine, infectee)} == {EtatPiece.QUARANTAINE}
    assert reveiller_les_dues() == 0
    clamd.start()
    with time_machine.travel(timezone.now() + timedelta(seconds=16), tick=False):
        assert reveiller_les_dues() == 2
        assert analyser(piece_id=saine.pk) == EtatPiece.SAINE
        assert analyser(piece_id=infectee.pk) == EtatPiece.INFECTEE


@pytest.mark.exigence("DOC-02", "DOC-03")
@pytest.mark.django_db(transaction=True)
def test_un_vrai_travailleur_vide_une_vraie_file(
    settings: Settings, engager: Callable[[str], Travailleur], dossier_des_pieces: Path
) -> None:
    travailleur = engager(settings.CLAMD_URL)
    pieces = [deposer_un(pdf()) for _ in range(5)]
    infectee = deposer_un(pdf_avec_joint("notice.com", EICAR))
    travailleur.demarrer()
    try:
        attendre(lambda: all(etat(piece) == EtatPiece.SAINE for piece in pieces), "the clean files")
        attendre(lambda: etat(infectee) == EtatPiece.INFECTEE, "the infected file")
        attendre(lambda: len(list(dossier_des_pieces.rglob("*"))) == 6, "the erasure of the infected content")
    finally:
        travailleur.arreter()
    assert Evenement.objects.filter(action="pieces.infectee").count() == 1
    assert "Traceback" not in travailleur.trace.read_text()


@pytest.mark.exigence("DOC-02")
@pytest.mark.django_db(transaction=True)
def test_un_travailleur_tue_en_pleine_analyse_est_remplace(
    tmp_path: Path, engager: Callable[[str], Travailleur]
) -> None:
    recus: list[int] = []

    def figer(prise: socket.socket) -> None:
        recus.append(len(lire_flux(prise)))
        prise.recv(1)  # until the worker dies

    def dialogue(prise: socket.socket) -> None:
        if prise.recv(9, socket.MSG_PEEK) == b"zVERSION\0":
            prise.sendall(b"ClamAV 1.4.6\0")
        else:
            figer(prise)

    with faux_clamd(tmp_path, dialogue) as adresse:
        travailleur = engager(adresse)
        piece = deposer_un(pdf())
        travailleur.demarrer()
        attendre(lambda: recus, "the scan to begin")
        assert etat(piece) == EtatPiece.EN_ANALYSE
        assert analyser(piece_id=piece.pk) is None  # its lease holds
        travailleur.tuer()
    with time_machine.travel(timezone.now() + DUREE_BAIL, tick=False):
        assert analyser(piece_id=piece.pk) == EtatPiece.SAINE
    assert Evenement.objects.filter(action="pieces.deposee", objet_id=piece.pk).count() == 1


@pytest.mark.exigence("DOC-04", "DOC-02")
@pytest.mark.django_db
def test_un_compartiment_s3_sert_comme_un_dossier(settings: Settings, tmp_path: Path) -> None:
    seaux = tmp_path / "seaux"
    with serveur_s3(seaux) as options:
        # A bucket that is away must not hold a request: few and short tries.
        reseau = Config(connect_timeout=1, read_timeout=2, retries={"max_attempts": 1})
        options["client_config"] = reseau.merge(
            Config(s3={"addressing_style": "path"}, signature_version="s3v4")
        )
        dorsal = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "pieces": dorsal}
        octets = pdf()
        piece = deposer_un(octets)
        assert analyser(piece_id=piece.pk) == EtatPiece.SAINE
        piece.refresh_from_db()
        assert recevoir(reponse_piece(piece)) == octets
        assert (seaux / "pieces-essai" / str(piece.emplacement)).read_bytes() == octets
        orphelin = ranger(b"orphelin", timezone.now())
        plus_tard = timezone.now() + timedelta(hours=2)
        assert ramasser_les_orphelins(maintenant=plus_tard) == 1
        with pytest.raises(StockageIndisponible):
            lire(orphelin)
        effacer(acteur=technicien(), piece=piece)
        assert ramasser_les_orphelins(maintenant=plus_tard) == 1
        assert not [chemin for chemin in seaux.rglob("*") if chemin.is_file()]
        absente = creer_piece()
    assert analyser(piece_id=absente.pk) == EtatPiece.QUARANTAINE
    assert ramasser_les_orphelins(maintenant=plus_tard) == 0
