"""Private PostgreSQL: a cluster of its own, on a socket, with the portal's three roles and its database."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from deploy.errors import DeploymentError
from deploy.servers.private import PrivateServer, server_environment

INSTALLED = Path("/usr/lib/postgresql")
OLDEST = 15
PORT = 5499  # only a part of the socket's name: no TCP port is opened
SUPERUSER = "postgres"
DATABASE = "portail"
ROLES_SCRIPT = Path(__file__).resolve().parent.parent / "postgres" / "roles.sql"
VARIABLES = {
    "DATABASE_URL": "portail_web",
    "DATABASE_URL_TACHES": "portail_taches",
    "DATABASE_URL_PROPRIETAIRE": "portail_proprietaire",
}
# Statistics taken in the middle of a test see none of its rows: plans made from them take minutes.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def server_account() -> str | None:
    """Return the account PostgreSQL must run under: it refuses root, any other account does."""
    return "postgres" if os.getuid() == 0 else None


def installed_versions(folder: Path = INSTALLED) -> list[int]:
    """Return the major versions found on the machine that are recent enough, oldest first."""
    found = (path.parent.parent.name for path in folder.glob("*/bin/initdb"))
    return sorted(int(name) for name in found if name.isdigit() and int(name) >= OLDEST)


class Postgres(PrivateServer):
    """The database.

    Args:
        folder: as for every private server.
        durable: False for tests, where speed matters and a power cut does not.
    """

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": ends the sessions, keeps the data whole

    def __init__(self, folder: Path, *, durable: bool) -> None:
        super().__init__(folder)
        self.durable = durable
        self.account = server_account()

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.folder / "data"

    @property
    def programs(self) -> Path:
        """Folder of the programs of the version that made the cluster, or of the newest.

        Raises:
            DeploymentError: that version is not on the machine any more.
        """
        versions = installed_versions()
        mark = self.data / "PG_VERSION"
        wanted = int(mark.read_text()) if mark.exists() else max(versions, default=OLDEST)
        if wanted not in versions:
            raise DeploymentError(f"PostgreSQL {wanted} manque ; ses données sont dans {self.folder}.")
        return INSTALLED / str(wanted) / "bin"

    def prepare(self) -> None:
        """Create the cluster, aside and then in place, so that half a cluster is never taken for one."""
        if self.account:
            shutil.chown(self.folder, self.account, self.account)
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            draft,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        if not self.durable:
            command.append("--no-sync")
        self._call(command)
        draft.rename(self.data)

    def command(self) -> list[str]:
        """Return the server's command line."""
        settings = [
            f"unix_socket_directories={self.folder}",
            f"port={PORT}",
            "listen_addresses=",
            "max_connections=200",
        ]
        settings += [] if self.durable else QUICK
        return [
            str(self.programs / "postgres"),
            "-D",
            str(self.data),
            *(f"--{setting}" for setting in settings),
        ]

    def is_ready(self) -> bool:
        """Tell whether it answers a query."""
        return self._psql("-c", "SELECT 1", check=False).returncode == 0

    def start(self) -> None:
        """Start the server, then create the roles and the database where they are missing."""
        super().start()
        # Read here and sent: the checkout may be closed to the account psql runs under.
        self._psql("-v", "creation_bases=oui", "-f", "-", script=ROLES_SCRIPT.read_text())

    def exports(self) -> dict[str, str]:
        """Return the three addresses, one for each role."""
        host = quote(str(self.folder), safe="")
        return {name: f"postgres://{role}@{host}:{PORT}/{DATABASE}" for name, role in VARIABLES.items()}

    def _psql(
        self, *arguments: str, script: str = "", check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        where = ["-h", str(self.folder), "-p", str(PORT), "-U", SUPERUSER, "-d", "postgres"]
        return self._call(
            [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where, *arguments],
            check=check,
            script=script,
        )

    def _call(
        self, command: list[str | Path], *, check: bool = True, script: str = ""
    ) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            command,
            check=False,
            input=script,
            capture_output=True,
            text=True,
            cwd="/",
            env=server_environment(self.folder),
            user=self.account,
            group=self.account,
            extra_groups=[] if self.account else None,
        )
        if check and result.returncode:
            raise DeploymentError(f"{Path(command[0]).name} a échoué :\n{result.stderr.strip()}")
        return result
