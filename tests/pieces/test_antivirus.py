"""The wrapper fails closed: anything but an explicit OK leaves the file in quarantine."""

import os
import select
import socket
import threading
import time
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from espace_partenaires.pieces import antivirus
from espace_partenaires.pieces.antivirus import AntivirusIndisponible, Client, Verdict, analyser_octets
from tests.factories.pieces import pdf
from tests.pieces.corpus.outils import EICAR, zip_de
from tests.pieces.outils import Dialogue, faux_clamd, lire_flux

DELAI = 0.5
pytestmark = pytest.mark.exigence("DOC-02")


def repondre(reponse: bytes) -> Dialogue:
    """Return a dialogue that reads everything, then says this."""

    def dialogue(prise: socket.socket) -> None:
        lire_flux(prise)
        prise.sendall(reponse)

    return dialogue


@pytest.mark.parametrize(
    "reponse",
    [
        b"",
        b"stream: ",
        b"stream: OK",
        b"\0",
        b"OK\0",
        b"stream: OK but\0",
        b"stream: Win.Test OK\0",
        b"autre: OK\0",
        b"stream: FOUND\0",
        b"stream: Can't allocate memory ERROR\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"COMMAND READ TIMED OUT\0",
        b"stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND\0",
        b"\xff\xfe: OK\0",
        b"x" * 10_000,
    ],
)
def test_toute_autre_reponse_que_ok_n_est_pas_un_verdict(tmp_path: Path, reponse: bytes) -> None:
    with faux_clamd(tmp_path, repondre(reponse)) as adresse, pytest.raises(AntivirusIndisponible):
        Client(adresse, DELAI).analyser(pdf())


@pytest.mark.parametrize(
    ("reponse", "verdict"),
    [
        (b"stream: OK\0", Verdict(sain=True)),
        (b"stream: Eicar-Signature FOUND\0", Verdict(sain=False, menace="Eicar-Signature")),
    ],
)
def test_un_verdict_explicite_est_rendu_et_tout_a_ete_envoye(
    tmp_path: Path, reponse: bytes, verdict: Verdict
) -> None:
    recu: list[bytes] = []

    def dialogue(prise: socket.socket) -> None:
        recu.append(lire_flux(prise))
        for octet in reponse:  # an answer may come byte by byte
            prise.sendall(bytes([octet]))

    envoye = os.urandom(3 * antivirus.MORCEAU + 17)
    with faux_clamd(tmp_path, dialogue) as adresse:
        assert Client(adresse, 5).analyser(envoye) == verdict
    assert recu == [envoye]


def attendre_le_depart(prise: socket.socket) -> None:
    """Read nothing and say nothing until the client hangs up."""
    attente = select.poll()
    attente.register(prise, select.POLLRDHUP)
    attente.poll(5000)


def lire_sans_repondre(prise: socket.socket) -> None:
    """Read everything, then say nothing until the client hangs up."""
    lire_flux(prise)
    attendre_le_depart(prise)


@pytest.mark.parametrize("dialogue", [lire_sans_repondre, attendre_le_depart])
def test_un_demon_fige_est_abandonne_dans_le_delai(tmp_path: Path, dialogue: Dialogue) -> None:
    debut = time.monotonic()
    with faux_clamd(tmp_path, dialogue) as adresse, pytest.raises(AntivirusIndisponible):
        Client(adresse, DELAI).analyser(b"\0" * 8_000_000)
    assert DELAI <= time.monotonic() - debut < 3


def test_une_file_d_attente_pleine_ne_bloque_pas_la_connexion(tmp_path: Path) -> None:
    chemin = tmp_path / "pleine.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as ecoute:
        ecoute.bind(str(chemin))
        ecoute.listen(0)
        en_attente = []
        for _ in range(3):
            prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            prise.setblocking(False)
            prise.connect_ex(str(chemin))
            en_attente.append(prise)
        debut = time.monotonic()
        with pytest.raises(AntivirusIndisponible):
            Client(f"unix://{chemin}", DELAI).demander("PING")
        assert time.monotonic() - debut < 3
        for prise in en_attente:
            prise.close()


@pytest.mark.parametrize("adresse", ["unix:///nulle/part/clamd.sock", "tcp://127.0.0.1:1"])
def test_un_demon_absent_n_est_pas_un_verdict(settings: Settings, adresse: str) -> None:
    settings.CLAMD_URL = adresse
    assert antivirus.antivirus_pret() is False
    with pytest.raises(AntivirusIndisponible):
        analyser_octets(pdf())
    with pytest.raises(AntivirusIndisponible):
        antivirus.version_signatures()


@pytest.mark.parametrize("taille", [32 * 1024 * 1024 + 1, 40 * 1024 * 1024])
def test_au_dela_de_la_limite_du_vrai_clamd_pas_de_verdict(taille: int) -> None:
    with pytest.raises(AntivirusIndisponible):
        analyser_octets(b"%PDF-" + b"\0" * taille)


def test_le_vrai_clamd_repond_aussi_en_tcp(settings: Settings) -> None:
    chemin = settings.CLAMD_URL.removeprefix("unix://")
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        relais = threading.Thread(target=_relayer, args=(ecoute, chemin), daemon=True)
        relais.start()
        verdict = Client(f"tcp://127.0.0.1:{ecoute.getsockname()[1]}", 10).analyser(EICAR)
        relais.join(5)
    assert verdict.sain is False
    assert "eicar" in verdict.menace.lower()


def _relayer(ecoute: socket.socket, chemin: str) -> None:
    client, _ = ecoute.accept()
    with client, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as clamd:
        clamd.connect(chemin)
        clamd.sendall(b"zINSTREAM\0" + b"".join(_trames(lire_flux(client))))
        client.sendall(clamd.recv(4096))


def _trames(octets: bytes) -> tuple[bytes, ...]:
    return len(octets).to_bytes(4, "big"), octets, b"\0\0\0\0"


def test_un_zip_n_est_jamais_montre_a_clamd(settings: Settings) -> None:
    settings.CLAMD_URL = "unix:///nulle/part/clamd.sock"
    verdict = analyser_octets(zip_de({"a.com": EICAR}, zip64=True))
    assert verdict == Verdict(sain=False, menace=antivirus.ARCHIVE_INTERDITE)


def test_le_vrai_clamd_dit_sa_version_et_qu_il_est_pret() -> None:
    assert antivirus.antivirus_pret() is True
    assert antivirus.version_signatures().startswith("ClamAV ")
    assert antivirus.est_version_numerotee("ClamAV 1.4.6/27000/Mon Nov 16 09:00:00 2026") is True
    assert antivirus.est_version_numerotee("ClamAV 1.4.6") is False
