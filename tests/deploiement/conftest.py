"""A bare checkout: the real ``deploy`` package around the smallest portal that can be run."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy import server_set
from deploy.run_folder import PROFILES

RACINE = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds

GESTION = """
import sys
print("compte de démonstration" if sys.argv[1] == "charger_demo" else "fait")
"""
WEB = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"vivant"]
"""
CELERY = """
import os
from celery import Celery
app = Celery("essai", broker=os.environ["CELERY_BROKER_URL"])
"""
# Everything but the installation, which is the machine's affair and not this folder's.
COMMANDE = "import sys; from deploy import __main__ as m; m.install = lambda *_: None; sys.exit(m.main())"


@dataclass
class Depot:
    """A checkout that tests may run and throw away."""

    racine: Path
    lances: list[subprocess.Popen[str]] = field(default_factory=list)

    def lancer(self, commande: str) -> subprocess.Popen[str]:
        """Start a command of the Makefile, its output in one pipe."""
        servis = ("DATABASE_URL", "REDIS_URL", "CELERY_", "CLAMD_URL", "EMAIL_URL", "DJANGO_", "EP_")
        environnement = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(servis)}
        environnement["PYTHONDONTWRITEBYTECODE"] = "1"
        processus = subprocess.Popen(
            [sys.executable, "-c", COMMANDE, commande],
            cwd=self.racine,
            env=environnement,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lances.append(processus)
        return processus

    def processus(self) -> list[str]:
        """Return the command lines of the processes that name this checkout."""
        lignes = []
        for fichier in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                ligne = fichier.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                dossier = str((fichier.parent / "cwd").readlink())
            except OSError:
                continue
            if str(self.racine) in ligne or dossier.startswith(str(self.racine)):
                lignes.append(ligne)
        return lignes


@pytest.fixture
def depot(tmp_path: Path) -> Iterator[Depot]:
    """Lay a checkout; stop whatever a failing test would leave in it."""
    racine = tmp_path / "depot"
    shutil.copytree(RACINE / "deploy", racine / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    (racine / ".venv").symlink_to(sys.prefix)
    (racine / "manage.py").write_text(GESTION)
    portail = racine / "espace_partenaires"
    portail.mkdir()
    for nom, texte in {"__init__": "", "wsgi": WEB, "celery": CELERY}.items():
        (portail / f"{nom}.py").write_text(texte)
    essai = Depot(racine)
    yield essai
    for processus in essai.lances:
        with processus:  # closes its pipe and waits
            processus.kill()
    for profil in PROFILES:
        server_set.sweep(server_set.folder_of(racine, profil))


def lire_jusqua(processus: subprocess.Popen[str], texte: str) -> str:
    """Read a command's output up to a text; fail when it ends, or says nothing of the kind in time."""
    lu = ""
    limite = time.monotonic() + PATIENCE
    assert processus.stdout is not None
    for ligne in processus.stdout:
        lu += ligne
        if texte in ligne:
            return lu
        assert time.monotonic() < limite, lu
    raise AssertionError(f"ended without saying {texte!r}:\n{lu}")


def finir(processus: subprocess.Popen[str], numero: signal.Signals) -> tuple[int, str]:
    """Send a signal and return the exit code and the last words."""
    processus.send_signal(numero)
    reste, _ = processus.communicate(timeout=PATIENCE)
    return processus.returncode, reste
