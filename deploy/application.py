"""``make run``: the whole portal on private servers, with its demo and a mailbox to read its mails in."""

import http.client
import os
import shlex
import socket
import time
from contextlib import ExitStack
from pathlib import Path

from deploy import run_folder, server_set
from deploy.console import heading, panel
from deploy.environment import Wanted, application_exports, process_environment
from deploy.errors import DeploymentError
from deploy.management import Management
from deploy.run_folder import RunFolder
from deploy.servers.clamd import official_signatures
from deploy.servers.private import PrivateServer
from deploy.supervisor import Program, Supervisor

LOOPBACK = "127.0.0.1"
WEB_PORT, MAILBOX_PORT, SMTP_PORT = 8000, 8025, 1025  # wished for; the next free one is taken
PORTS_TRIED = 200
PATIENCE = 60.0  # seconds for the first page

GUNICORN = shlex.split(
    "-m gunicorn espace_partenaires.wsgi --worker-class gthread --workers 2 --threads 4"
    " --no-control-socket --log-level warning"
)
# Celery warns at length against root, which a demo on one's own machine may well be.
CELERY = '-W "ignore:You\'re running the worker" -m celery --quiet -A espace_partenaires'
WORKER = shlex.split(f"{CELERY} worker --concurrency 2 --loglevel WARNING --without-gossip --without-mingle")
BEAT = shlex.split(f"{CELERY} beat --loglevel WARNING --pidfile=")


def listen(wished: int) -> socket.socket:
    """Return a listening socket on the first free port from the one wished for; nobody can take it any more.

    Raises:
        DeploymentError: no port is free.
    """
    for port in range(wished, wished + PORTS_TRIED):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
            listener.listen(128)
        except OSError:
            listener.close()
            continue
        return listener
    raise DeploymentError(f"Aucun port libre entre {wished} et {wished + PORTS_TRIED}.")


def port_of(listener: socket.socket) -> int:
    """Return the port a socket listens on."""
    return int(listener.getsockname()[1])


class Application:
    """The portal's processes on one folder's servers.

    Args:
        root: the checkout.
        folder: its ``run`` folder, held by us.
    """

    def __init__(self, root: Path, folder: RunFolder) -> None:
        self.root = root
        self.folder = folder
        self.servers: list[PrivateServer] = []
        self.programs: list[Program] = []
        self.listeners: list[socket.socket] = []
        self.mailbox_address: str | None = None
        self.exports: dict[str, str] = {}

    def run(self) -> str:
        """Start everything, say where it is, and wait; return the name of what ended first.

        Raises:
            DeploymentError: a part did not start.
        """
        heading("Serveurs privés")
        self.servers = Wanted.from_environment().servers(self.folder)
        supervisor = Supervisor(self.folder.path, self.root)
        with ExitStack() as stack:
            stack.callback(self._close)
            stack.enter_context(server_set.running(self.servers))
            stack.callback(supervisor.stop)
            self.exports = application_exports(self.folder, self.servers)
            address = self._plan()
            accounts = self._fill()
            heading("Le portail démarre")
            for program in self.programs:
                supervisor.start(program)
            self._close()
            self._wait_for_page(supervisor, address)
            panel(self._welcome(address, accounts))
            return supervisor.watch(lambda: server_set.first_dead(self.servers))

    def _plan(self) -> str:
        """Reserve the ports and describe the processes; return the portal's address."""
        web = self._listen(WEB_PORT)
        address = f"http://localhost:{port_of(web)}"
        self.exports["ADRESSE_PUBLIQUE"] = os.environ.get("ADRESSE_PUBLIQUE") or address
        # As in production; without it, development settings read a template again each time it is drawn.
        self.exports["GABARITS_EN_MEMOIRE"] = os.environ.get("GABARITS_EN_MEMOIRE") or "1"
        if not os.environ.get("EMAIL_URL"):
            self._plan_mailbox()
        schedule = str(self.folder.subfolder("beat") / "schedule")
        self._add("web", [*GUNICORN, "--bind", f"fd://{web.fileno()}"], "web", (web.fileno(),))
        self._add("taches", WORKER, "taches")
        self._add("beat", [*BEAT, "--schedule", schedule], "taches")
        return address

    def _plan_mailbox(self) -> None:
        smtp, pages = self._listen(SMTP_PORT), self._listen(MAILBOX_PORT)
        self.exports["EMAIL_URL"] = f"smtp://{LOOPBACK}:{port_of(smtp)}"
        self.mailbox_address = f"http://localhost:{port_of(pages)}"
        mails = str(self.folder.subfolder("courriels"))
        sockets = (smtp.fileno(), pages.fileno())
        self._add("courriels", ["-m", "deploy.mailbox", mails, *map(str, sockets)], "web", sockets)

    def _listen(self, wished: int) -> socket.socket:
        listener = listen(wished)
        self.listeners.append(listener)
        return listener

    def _add(self, name: str, arguments: list[str], role: str, sockets: tuple[int, ...] = ()) -> None:
        environment = process_environment(self.exports, self.root, EP_ROLE_BASE=role)
        python = str(self.root / ".venv" / "bin" / "python")
        self.programs.append(Program(name, [python, *arguments], environment, sockets))

    def _fill(self) -> list[str]:
        """Bring the database up to date, load the reference data and the demo; return the demo's accounts."""
        management = Management(self.root, self.exports)
        management.run("migrate", "--verbosity", "0", title="Base de données : migrations")
        management.run("charger_reference", title="Données de référence : caisses, modèles, CGU")
        return management.lines("charger_demo", title="Démonstration")

    def _close(self) -> None:
        """Close our copies of the listening sockets: from now on they live as long as their process."""
        for listener in self.listeners:
            listener.close()

    def _wait_for_page(self, supervisor: Supervisor, address: str) -> None:
        port = int(address.rpartition(":")[2])
        deadline = time.monotonic() + PATIENCE
        while not _answers(port):
            dead = supervisor.first_dead()
            if dead or time.monotonic() > deadline:
                raise DeploymentError(f"« {dead or 'web'} » n'a pas démarré : voir ses lignes ci-dessus.")
            time.sleep(0.2)

    def _welcome(self, address: str, accounts: list[str]) -> list[str]:
        lines = [f"Espace Partenaires   {address}"]
        if self.mailbox_address:
            lines.append(f"Courriels envoyés    {self.mailbox_address}")
        if any(server.name == "ClamAV" for server in self.servers) and not official_signatures():
            lines.append(
                "Antivirus            signatures du projet seulement (fichier d'essai EICAR) : pas une protection réelle"
            )
        return [*lines, "", *accounts, "", "Ctrl-C arrête tout."]


def _answers(port: int) -> bool:
    """Tell whether the portal answers its health page."""
    link = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        link.request("GET", "/sante/", headers={"Host": "localhost"})
        return link.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        link.close()


def run(root: Path) -> str:
    """Run the portal of a checkout until something ends; return its name."""
    folder = server_set.folder_of(root, "run")
    with run_folder.held(folder):
        server_set.sweep(folder)
        return Application(root, folder).run()
