"""The whole portal as processes: web, worker, beat, clamd and a mailbox, under the real roles of the database."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller
from celery import Celery
from kombu import Connection
from psycopg import sql

from deploy.servers.clamd import Clamd
from deploy.servers.redis import Redis

RACINE = Path(__file__).resolve().parents[2]
DELAI_DE_DEMARRAGE_S = 60.0
CHAMPS_D_UN_COMPTE = 4


def port_libre() -> int:
    """Return a port of the loopback that nobody uses."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def repond(port: int) -> bool:
    """Tell whether a portal answers on this port of the loopback."""
    connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connexion.request("GET", "/sante/", headers={"Host": f"localhost:{port}"})
        return connexion.getresponse().status == 200
    except OSError:
        return False
    finally:
        connexion.close()


def attendre(condition: Any, quoi: str, delai_s: float = DELAI_DE_DEMARRAGE_S) -> None:
    """Wait until ``condition()`` is true, or fail with what was waited for."""
    fin = time.monotonic() + delai_s
    while not condition():
        if time.monotonic() > fin:
            raise TimeoutError(quoi)
        time.sleep(0.1)


@dataclass
class BoiteAuxLettres:
    """Every mail the portal really sent by SMTP."""

    recus: list[tuple[str, EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, _serveur: Any, _session: Any, enveloppe: Any) -> str:
        """Keep one mail."""
        message = BytesParser(policy=default).parsebytes(enveloppe.content)
        self.recus.append((enveloppe.rcpt_tos[0], message))
        return "250 OK"

    def attendre(self, adresse: str, motif: str = "", depuis: int = 0) -> str:
        """Wait for a mail to this address that contains ``motif`` and return its text."""

        def trouver() -> str | None:
            for destinataire, message in self.recus[depuis:]:
                corps = message.get_body(("plain",))
                texte = f"{message['Subject']}\n{corps.get_content() if corps else ''}"
                if destinataire == adresse and re.search(motif, texte):
                    return texte
            return None

        attendre(lambda: trouver() is not None, f"no mail to {adresse} with {motif!r}", 30)
        texte = trouver()
        if texte is None:
            raise AssertionError
        return texte


@dataclass(frozen=True)
class CompteDemo:
    """An account of the demonstration, as ``charger_demo`` prints it."""

    identifiant: str
    mot_de_passe: str
    secret: str
    qui: str


def lire_comptes(sortie: str) -> list[CompteDemo]:
    """Read the accounts that ``charger_demo`` printed."""
    lignes = [
        ligne.split(" · ") for ligne in sortie.splitlines() if ligne.count(" · ") >= CHAMPS_D_UN_COMPTE - 1
    ]
    return [
        CompteDemo(identifiant, mot_de_passe, "" if secret == "aucun" else secret, " · ".join(qui))
        for identifiant, mot_de_passe, secret, *qui in lignes
    ]


class Processus:
    """One process of the stack; ended by its own group."""

    def __init__(self, commande: list[str], environnement: dict[str, str], trace: Path) -> None:
        self.trace = trace
        with trace.open("ab") as sortie:
            self.processus = subprocess.Popen(
                commande, cwd=RACINE, env=environnement, stdout=sortie, stderr=sortie, start_new_session=True
            )

    def arreter(self) -> None:
        """End the process and its children; wait for it."""
        if self.processus.poll() is None:
            os.killpg(self.processus.pid, signal.SIGTERM)
            try:
                self.processus.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.processus.pid, signal.SIGKILL)
                self.processus.wait(5)


def _adresse_base(variable: str, nom: str, role: str) -> str:
    morceaux = urlsplit(os.environ["DATABASE_URL_PROPRIETAIRE"])
    hote = morceaux.netloc.rpartition("@")[2]
    if variable != "DATABASE_URL_PROPRIETAIRE" and variable in os.environ:
        hote = urlsplit(os.environ[variable]).netloc.rpartition("@")[2]
    return urlunsplit(("postgres", f"{role}@{hote}", f"/{nom}", "", ""))


class Pile:
    """Everything that ``make run`` starts, on its own database, Redis, antivirus and folders."""

    def __init__(self, dossier: Path, nom_base: str) -> None:
        self.dossier = dossier
        self.nom_base = nom_base
        self.boite = BoiteAuxLettres()
        self.clamd = Clamd(dossier / "clamd")
        self.clamd.folder.mkdir()
        # A queue of its own: another stack that runs beside this one must not take its tasks.
        self.redis = Redis(dossier / "redis")
        self.redis.folder.mkdir()
        self.port = port_libre()
        self.port_smtp = port_libre()
        self.adresse = f"http://localhost:{self.port}"
        self.processus: dict[str, Processus] = {}
        self.comptes: list[CompteDemo] = []
        self.smtp = Controller(self.boite, hostname="127.0.0.1", port=self.port_smtp)

    def compte(self, debut: str) -> CompteDemo:
        """Return the account of the demonstration whose identifier starts so."""
        return next(compte for compte in self.comptes if compte.identifiant.startswith(debut))

    @property
    def agent(self) -> CompteDemo:
        """The agent of the CPAM du Rhône who answers demandes and keeps conventions."""
        return self.compte("a-691-pmartin")

    @property
    def environnement(self) -> dict[str, str]:
        """Variables of the processes."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "espace_partenaires.settings.dev",
            "DATABASE_URL": _adresse_base("DATABASE_URL", self.nom_base, "portail_web"),
            "DATABASE_URL_TACHES": _adresse_base("DATABASE_URL_TACHES", self.nom_base, "portail_taches"),
            "DATABASE_URL_PROPRIETAIRE": _adresse_base(
                "DATABASE_URL_PROPRIETAIRE", self.nom_base, "portail_proprietaire"
            ),
            **self.redis.exports(),
            **self.clamd.exports(),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port_smtp}",
            "ADRESSE_PUBLIQUE": self.adresse,
            "DOSSIER_PIECES": str(self.dossier / "pieces"),
            "PERIODE_BALAYAGE_S": "2",
            "REGROUPEMENT_COURRIELS_S": "0",
            "GABARITS_EN_MEMOIRE": "1",
            "PYTHONWARNINGS": "default",
        }

    def _commande(self, *arguments: str, role: str = "proprietaire") -> str:
        environnement = {**self.environnement, "EP_ROLE_BASE": role}
        fini = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=RACINE,
            env=environnement,
            capture_output=True,
            text=True,
            check=False,
        )
        if fini.returncode:
            raise RuntimeError(fini.stdout + fini.stderr)
        return fini.stdout

    def preparer(self, code: str) -> str:
        """Run lines of Python in the portal as the owner of the database, and return what they print.

        For what a story does not tell: accounts that were opened before it, time that has passed.
        """
        return self._commande("shell", "--no-imports", "-c", code)

    def vivre_plus_tard(self, code: str) -> str:
        """Run lines of Python as the worker would one day, under its role: ``maintenant=`` moves the time."""
        return self._commande("shell", "--no-imports", "-c", code, role="taches")

    def envoyer_tache(self, nom: str) -> None:
        """Ask the worker for a task by its name, as the beat does."""
        # A connection, not an address: Celery prefers the one of the environment, which is not this stack's.
        with (
            Connection(self.environnement["CELERY_BROKER_URL"]) as connexion,
            Celery(set_as_current=False) as file,
        ):
            file.send_task(nom, connection=connexion)

    def demarrer(self) -> None:
        """Make the database, load the reference and the demonstration, start every process."""
        self._creer_base()
        self._commande("migrate", "--verbosity", "0")
        self._commande("charger_reference")
        self.comptes = lire_comptes(self._commande("charger_demo"))
        self.smtp.start()
        self.redis.start()
        self.clamd.start()
        self.lancer(
            "web",
            "gunicorn",
            "espace_partenaires.wsgi",
            "-b",
            f"127.0.0.1:{self.port}",
            "-k",
            "gthread",
            "-w",
            "1",
            "--threads",
            "4",
            "--no-control-socket",
        )
        self.lancer(
            "taches",
            "celery",
            "-A",
            "espace_partenaires",
            "worker",
            "-c",
            "2",
            "--without-gossip",
            "--without-mingle",
        )
        self.lancer("beat", "celery", "-A", "espace_partenaires", "beat", "-s", str(self.dossier / "beat"))
        attendre(self._repond, "the web server")

    def lancer(self, nom: str, programme: str, *arguments: str) -> None:
        """Start one process of the stack."""
        role = {"web": "web"}.get(nom, "taches")
        environnement = {**self.environnement, "EP_ROLE_BASE": role}
        commande = [sys.executable, "-m", programme, *arguments]
        self.processus[nom] = Processus(commande, environnement, self.dossier / f"{nom}.log")

    def arreter(self) -> None:
        """Stop everything and drop the database."""
        for processus in self.processus.values():
            processus.arreter()
        self.clamd.stop()
        self.redis.stop()
        self.smtp.stop(no_assert=True)
        self._supprimer_base()

    def _repond(self) -> bool:
        return repond(self.port)

    def _maintenance(self, *ordres: str) -> None:
        adresse = _adresse_base("DATABASE_URL_PROPRIETAIRE", "postgres", "portail_proprietaire").replace(
            "postgres://", "postgresql://"
        )
        with psycopg.connect(adresse, autocommit=True) as connexion:
            for ordre in ordres:
                connexion.execute(sql.SQL(ordre).format(sql.Identifier(self.nom_base)))

    def _creer_base(self) -> None:
        self._maintenance("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}")

    def _supprimer_base(self) -> None:
        self._maintenance("DROP DATABASE IF EXISTS {} WITH (FORCE)")
