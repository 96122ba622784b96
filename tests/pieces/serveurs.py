"""Real servers of these tests: each on its own socket or port, stopped by its own number."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from deploy.servers.clamd import Clamd

RACINE = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


def attendre(condition: Callable[[], object], quoi: str, patience_s: float = PATIENCE_S) -> None:
    """Wait for another process until the condition holds, or fail saying what was waited for."""
    fin = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > fin:
            raise TimeoutError(quoi)
        time.sleep(0.05)


@contextlib.contextmanager
def dossier_court() -> Iterator[Path]:
    """Give a folder whose path is short enough for a socket."""
    dossier = Path(tempfile.mkdtemp(prefix="ep-"))
    try:
        yield dossier
    finally:
        shutil.rmtree(dossier)


@contextlib.contextmanager
def clamd_prive() -> Iterator[Clamd]:
    """Start a clamd of our own, that the test may stop, kill and start again."""
    with dossier_court() as dossier:
        serveur = Clamd(dossier)
        serveur.start()
        try:
            yield serveur
        finally:
            serveur.stop()


def tuer(serveur: Clamd) -> None:
    """Kill a private clamd without a word, as the machine would for lack of memory."""
    numero = int(serveur.pid_file.read_text().split()[0])
    os.kill(numero, signal.SIGKILL)
    attendre(lambda: not serveur.is_running(), "the end of clamd")


class Travailleur:
    """A real Celery worker, under the role of tasks, on a queue of its own."""

    def __init__(self, dossier: Path, clamd_url: str, pieces: Path) -> None:
        self.file = f"essai-{uuid.uuid4().hex}"
        self.trace = dossier / f"{self.file}.log"
        self.environnement = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "espace_partenaires.settings.dev",
            "EP_ROLE_BASE": "taches",
            "DATABASE_URL_TACHES": _adresse_de_la_base_d_essai(),
            "CLAMD_URL": clamd_url,
            "DOSSIER_PIECES": str(pieces),
        }
        self.processus: subprocess.Popen[bytes] | None = None

    def demarrer(self) -> None:
        """Start the worker and wait until it listens."""
        options = [
            "-c",
            "2",
            "-l",
            "INFO",
            "-Q",
            self.file,
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
        commande = [sys.executable, "-m", "celery", "-A", "espace_partenaires", "worker", *options]
        self.trace.write_bytes(b"")
        with self.trace.open("ab") as sortie:
            self.processus = subprocess.Popen(
                commande,
                cwd=RACINE,
                env=self.environnement,
                stdout=sortie,
                stderr=sortie,
                start_new_session=True,
            )
        attendre(lambda: b" ready." in self.trace.read_bytes(), "the Celery worker")

    def arreter(self) -> None:
        """Let the worker end what it holds, then leave."""
        if self.processus is not None and self.processus.poll() is None:
            self.processus.terminate()
            self.processus.wait(PATIENCE_S)

    def tuer(self) -> None:
        """Kill the worker and its children at once; nothing happens when it has left already."""
        if self.processus is not None and self.processus.poll() is None:
            os.killpg(self.processus.pid, signal.SIGKILL)
            self.processus.wait(PATIENCE_S)


def _adresse_de_la_base_d_essai() -> str:
    morceaux = urlsplit(os.environ["DATABASE_URL_TACHES"])
    return urlunsplit(morceaux._replace(path="/" + str(connection.settings_dict["NAME"])))


@contextlib.contextmanager
def serveur_s3(dossier: Path) -> Iterator[dict[str, object]]:
    """Serve an S3-compatible bucket that checks signatures; yield the options of its storage."""
    (dossier / "pieces-essai").mkdir(parents=True)
    port = _port_libre()
    commande = [
        _rclone(),
        "serve",
        "s3",
        "--auth-key",
        "cle,secret",
        "--addr",
        f"127.0.0.1:{port}",
        str(dossier),
    ]
    processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        attendre(lambda: _repond(port), "rclone")
        yield {
            "bucket_name": "pieces-essai",
            "endpoint_url": f"http://127.0.0.1:{port}",
            "access_key": "cle",
            "secret_key": "secret",
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "addressing_style": "path",
        }
    finally:
        processus.terminate()
        processus.wait(PATIENCE_S)


def _rclone() -> str:
    return str(Path(sys.executable).with_name("rclone"))


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def _repond(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
