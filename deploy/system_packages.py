"""System packages: which ones are missing, and their installation by apt, without starting any server."""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from deploy.console import announce
from deploy.errors import DeploymentError
from deploy.servers import postgres

POLICY = Path("/usr/sbin/policy-rc.d")
POLICY_MARK = "# Espace Partenaires: no server starts while packages are installed"
PACKAGE_DATABASE = Path("/var/lib/dpkg")


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package and how to see that what it brings is already there."""

    name: str
    is_present: Callable[[], bool]


def _program(name: str) -> bool:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin") is not None


def _debian(name: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", name]
    return subprocess.run(query, check=False, capture_output=True, text=True).stdout == "installed"


def _library(name: str) -> SystemPackage:
    return SystemPackage(name, partial(_debian, name))


VIRTUAL_ENVIRONMENT = SystemPackage("python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None)
DATABASE = SystemPackage("postgresql", lambda: bool(postgres.installed_versions()))
BROKER = SystemPackage("redis-server", partial(_program, "redis-server"))
SCANNER = SystemPackage("clamav-daemon", partial(_program, "clamd"))
LIBRARIES = (
    *map(_library, ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")),
    SystemPackage("tzdata", Path("/usr/share/zoneinfo/Europe/Paris").exists),
)
TEST_TOOLS = (
    SystemPackage("chromium", partial(_program, "chromium")),
    SystemPackage("poppler-utils", partial(_program, "pdftotext")),
)


def install(packages: list[SystemPackage]) -> None:
    """Install the packages whose content is missing; does nothing, quickly, when all is there.

    Raises:
        DeploymentError: apt is absent, refused, or we may not become root.
    """
    missing = [package.name for package in packages if not package.is_present()]
    if not missing:
        return
    announce(f"Paquets du système à installer : {' '.join(missing)}")
    if not _program("apt-get"):
        raise DeploymentError(
            f"apt-get est absent de cette machine ; installez l'équivalent de : {' '.join(missing)}."
        )
    prefix = _as_root(missing)
    apt = [
        *prefix,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-y",
        "-o",
        "DPkg::Lock::Timeout=600",
    ]
    with _one_at_a_time(), _servers_stay_down(prefix):
        _run([*apt, "update"])
        _run([*apt, "install", "--no-install-recommends", *missing])
    importlib.invalidate_caches()
    left = [package.name for package in packages if not package.is_present()]
    if left:
        raise DeploymentError(f"Paquets installés, mais leur contenu reste introuvable : {' '.join(left)}.")


def _as_root(missing: list[str]) -> list[str]:
    if os.getuid() == 0:
        return []
    if _program("sudo"):
        return ["sudo"]
    command = f"apt-get install --no-install-recommends {' '.join(missing)}"
    raise DeploymentError(f"Il faut être root, ou avoir sudo, pour : {command}")


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode:
        raise DeploymentError(f"La commande a échoué : {' '.join(command)}")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let one checkout at a time install; a lock on a folder that every Debian has, readable by all."""
    handle = os.open(PACKAGE_DATABASE, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _servers_stay_down(prefix: list[str]) -> Iterator[None]:
    """Forbid package scripts to start servers for the length of a block; leave a policy already there alone."""
    if POLICY.exists() and POLICY_MARK not in POLICY.read_text(errors="replace"):
        yield
        return
    with tempfile.NamedTemporaryFile("w", prefix="policy-") as draft:
        draft.write(f"#!/bin/sh\n{POLICY_MARK}\nexit 101\n")
        draft.flush()
        _run([*prefix, "install", "-m", "755", draft.name, str(POLICY)])
    try:
        yield
    finally:
        _run([*prefix, "rm", "-f", str(POLICY)])
