"""The folder that holds the private servers of one checkout and one use.

A use ("profile") is ``run``, ``test`` or ``serveurs``: each has servers of its own, so that the three
can live side by side. The folder is ``.run/<profile>``; where that path cannot hold a socket, it is a short
temporary folder whose name is derived from the checkout.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeploymentError

PROFILES = ("run", "test", "serveurs")
SOCKET_PATH_LIMIT = 107  # bytes; sun_path holds 108 with the final zero
LONGEST_SOCKET = "postgres/.s.PGSQL.5499"
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")


@dataclass(frozen=True)
class RunFolder:
    """A profile's folder, chosen and created."""

    profile: str
    path: Path

    @property
    def lock_file(self) -> Path:
        """Held by the process that uses the folder; outside it, since ``test`` starts from nothing."""
        return self.path.with_name(f"{self.profile}.lock")

    def subfolder(self, name: str, mode: int = 0o700) -> Path:
        """Create (once) and return a folder for one server, closed to the other accounts."""
        folder = self.path / name
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
        return folder


def can_traverse(folder: Path, account: str) -> bool:
    """Tell whether an account may walk down to a folder; asked of the system, as that account."""
    result = subprocess.run(
        ["test", "-x", folder], user=account, group=account, extra_groups=[], check=False, cwd="/"
    )
    return result.returncode == 0


def fits_sockets(folder: Path) -> bool:
    """Tell whether every server can have its socket under the folder, and URLs can name it as it is."""
    longest = os.fsencode(folder / LONGEST_SOCKET)
    return len(longest) <= SOCKET_PATH_LIMIT and PLAIN_PATH.fullmatch(str(folder)) is not None


def short_base(root: Path) -> Path:
    """Name the temporary folder of a checkout: the same at each call, different for each checkout and account."""
    key = hashlib.sha256(os.fsencode(root)).hexdigest()[:10]
    return Path(tempfile.gettempdir()).resolve() / f"ep-{key}-{os.getuid()}"


def _make_private(base: Path) -> None:
    """Create a folder in a place open to all, or check that the one found is ours."""
    with contextlib.suppress(FileExistsError):
        base.mkdir(mode=0o711)
    status = base.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise DeploymentError(f"{base} existe et n'est pas à vous : effacez-le ou changez TMPDIR.")
    base.chmod(0o711)


def choose(root: Path, profile: str, *, account: str | None) -> RunFolder:
    """Choose and create the folder of a profile.

    Args:
        root: the checkout.
        profile: one of ``PROFILES``.
        account: the account PostgreSQL runs under when it is not ours (we are root), else None.

    Raises:
        DeploymentError: no folder is short enough and open to that account.
    """
    root = root.resolve()
    base = root / ".run"
    if not fits_sockets(base / profile) or (account and not can_traverse(root, account)):
        base = short_base(root)
        if not fits_sockets(base / profile) or (account and not can_traverse(base.parent, account)):
            raise DeploymentError(
                f"Le dossier temporaire {base.parent} ne convient pas : indiquez TMPDIR=/tmp."
            )
        _make_private(base)
    folder = base / profile
    folder.mkdir(parents=True, exist_ok=True)
    for each in (base, folder):
        each.chmod(0o711)
    return RunFolder(profile, folder)


@contextlib.contextmanager
def held(folder: RunFolder) -> Iterator[None]:
    """Hold the folder for the length of a block; the kernel lets go if we are killed.

    Raises:
        DeploymentError: another command of this checkout holds it.
    """
    with folder.lock_file.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DeploymentError(
                f"« make {folder.profile} » tourne déjà dans ce dossier (processus {folder.lock_file.read_text().strip()})."
                " Arrêtez-le, ou faites « make arret »."
            ) from None
        handle.truncate(0)
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield


def holder(folder: RunFolder) -> int | None:
    """Return the process id that holds the folder, or None when nobody does."""
    if not folder.lock_file.exists():
        return None
    with folder.lock_file.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(handle.read().strip() or "0") or None
    return None


def ask_to_stop(folder: RunFolder) -> bool:
    """Send SIGTERM to the command that holds the folder; tell whether there was one."""
    pid = holder(folder)
    if pid is None or pid == os.getpid():
        return False
    os.kill(pid, signal.SIGTERM)
    return True
