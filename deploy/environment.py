"""The variables the portal's processes receive, and the servers named from outside."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeploymentError
from deploy.run_folder import RunFolder
from deploy.servers.clamd import Clamd
from deploy.servers.postgres import VARIABLES, Postgres
from deploy.servers.private import PrivateServer
from deploy.servers.redis import Redis

SETTINGS = {
    "run": "espace_partenaires.settings.dev",
    "test": "espace_partenaires.settings.test",
    "serveurs": "espace_partenaires.settings.test",
}
DATABASE_VARIABLES = tuple(VARIABLES)
BROKER_VARIABLES = ("REDIS_URL", "CELERY_BROKER_URL")
SCANNER_VARIABLES = ("CLAMD_URL",)


def named_outside(variables: tuple[str, ...], environ: Mapping[str, str]) -> bool:
    """Tell whether a server is named in the environment, by all of its variables.

    Raises:
        DeploymentError: only some of them are set: guessing the others would mix two servers.
    """
    given = [name for name in variables if environ.get(name)]
    if given and len(given) < len(variables):
        missing = ", ".join(name for name in variables if name not in given)
        raise DeploymentError(f"{', '.join(given)} est défini sans {missing} : définissez tout, ou rien.")
    return bool(given)


@dataclass(frozen=True)
class Wanted:
    """Which servers must be private, the others being named in the environment."""

    database: bool
    broker: bool
    scanner: bool

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Wanted":
        """Read the environment."""
        return cls(
            database=not named_outside(DATABASE_VARIABLES, environ),
            broker=not named_outside(BROKER_VARIABLES, environ),
            scanner=not named_outside(SCANNER_VARIABLES, environ),
        )

    def servers(self, folder: RunFolder) -> list[PrivateServer]:
        """Return the private servers, slowest to start first."""
        servers: list[PrivateServer] = []
        if self.scanner:
            servers.append(Clamd(folder.subfolder("clamav")))
        if self.database:
            servers.append(Postgres(folder.subfolder("postgres"), durable=folder.profile == "run"))
        if self.broker:
            servers.append(Redis(folder.subfolder("redis")))
        return servers


def secret_key(folder: RunFolder) -> str:
    """Return this folder's signing key, drawn once so that sessions survive a restart."""
    path = folder.path / "cle"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def application_exports(folder: RunFolder, servers: list[PrivateServer]) -> dict[str, str]:
    """Return the variables that make the portal use these servers and this folder."""
    exports = {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE") or SETTINGS[folder.profile],
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(folder),
        "DOSSIER_STATIQUE": os.environ.get("DOSSIER_STATIQUE") or str(folder.subfolder("statique")),
        "DOSSIER_PIECES": os.environ.get("DOSSIER_PIECES") or str(folder.subfolder("pieces")),
    }
    for server in servers:
        exports.update(server.exports())
    return exports


def process_environment(exports: Mapping[str, str], root: Path, **more: str) -> dict[str, str]:
    """Return the whole environment of a process of the portal.

    Args:
        exports: as made by ``application_exports``.
        root: the checkout, put first on Python's path.
        more: variables of this process alone.
    """
    programs = f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    fixed = {
        "PATH": programs,
        "VIRTUAL_ENV": str(root / ".venv"),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        # Compiled modules are kept, aside: a process of the portal starts in 0.9 s instead of 2.2.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(root / ".run" / "pyc"),
    }
    return {**os.environ, **fixed, **exports, **more}
