"""The virtual environment, made from the hashed lock; remade in place when the lock changes."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.console import announce
from deploy.errors import DeploymentError

LOCK = "requirements-dev.txt"
TOOL_LOCK = "deploy/requirements-uv.txt"
REQUIRED = re.compile(r'^requires-python = "(.+)"$', re.MULTILINE)


@dataclass(frozen=True)
class VirtualEnvironment:
    """The ``.venv`` of a checkout."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def mark(self) -> Path:
        """Says for which lock the environment was completed."""
        return self.folder / "verrou.sha256"

    def wanted(self) -> str:
        """Return what the mark holds when the environment is as the lock says."""
        lock = (self.root / LOCK).read_bytes()
        return f"{hashlib.sha256(lock).hexdigest()}\n"

    def minors(self) -> range:
        """Return the minor versions of Python 3 that the lock was resolved for, as ``pyproject.toml`` says."""
        required = REQUIRED.search((self.root / "pyproject.toml").read_text())
        bounds = [int(minor) for minor in re.findall(r"3\.(\d+)", required.group(1) if required else "3.11")]
        return range(bounds[0], bounds[1] if len(bounds) > 1 else bounds[0] + 1)

    def suitable_python(self) -> str:
        """Return a Python that the lock was resolved for: the one running, or one by its name.

        Raises:
            DeploymentError: none is on the machine.
        """
        minors = self.minors()
        if sys.version_info[1] in minors:
            return sys.executable
        names = [f"python3.{minor}" for minor in reversed(minors)]
        found = next(filter(None, map(shutil.which, names)), None)
        if found is None:
            raise DeploymentError(
                f"Il faut l'un de : {', '.join(names)} (les versions verrouillées sont les leurs)."
            )
        return found

    def is_complete(self) -> bool:
        """Tell whether it was completed for the present lock, and still has an interpreter."""
        return self.python.exists() and self.mark.exists() and self.mark.read_text() == self.wanted()

    def install(self) -> None:
        """Make the environment as the lock says, unless it is already.

        Raises:
            DeploymentError: no suitable Python, or a package could not be installed.
        """
        with self._one_at_a_time():
            if self.is_complete():
                return
            self.mark.unlink(missing_ok=True)
            self._create()
            if not self._install_with_uv():
                self._install_with_pip()
            self.mark.write_text(self.wanted())

    def _create(self) -> None:
        if self._has_pip():
            return
        announce("Environnement virtuel : création de .venv")
        _run([self.suitable_python(), "-m", "venv", "--clear", str(self.folder)])

    def _has_pip(self) -> bool:
        """Tell whether an earlier environment, perhaps half-made, can be completed in place."""
        probe = f"import pip, sys; sys.exit(sys.version_info[1] not in {self.minors()})"
        if not self.python.exists():
            return False
        return subprocess.run([self.python, "-c", probe], check=False, capture_output=True).returncode == 0

    def uv(self) -> Path | None:
        """Return the fast installer, installed aside so that it is not part of the environment; None when it cannot be."""
        folder = self.root / ".run" / "outils"
        mark = folder / "verrou.sha256"
        wanted = hashlib.sha256((self.root / TOOL_LOCK).read_bytes()).hexdigest()
        if not mark.exists() or mark.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            pip = [
                str(self.python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
            ]
            options = ["--require-hashes", "--target", str(folder), "-r", str(self.root / TOOL_LOCK)]
            if subprocess.run([*pip, *options], check=False).returncode:
                return None
            mark.write_text(wanted)
        return folder / "bin" / "uv"

    def _install_with_uv(self) -> bool:
        uv = self.uv()
        if uv is None:
            return False
        announce("Environnement virtuel : installation des paquets Python (uv)")
        command = [
            str(uv),
            "pip",
            "sync",
            "--quiet",
            "--require-hashes",
            "--python",
            str(self.python),
            str(self.root / LOCK),
        ]
        environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
        return subprocess.run(command, check=False, env=environment).returncode == 0

    def _install_with_pip(self) -> None:
        announce("Environnement virtuel : installation des paquets Python (pip, plus lent)")
        _run(
            [
                str(self.python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "-r",
                str(self.root / LOCK),
            ]
        )

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        folder = self.root / ".run"
        folder.mkdir(mode=0o711, exist_ok=True)
        with (folder / "installation.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        raise DeploymentError(f"La commande a échoué : {' '.join(command)}")
