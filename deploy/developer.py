"""``make serveurs``, ``make arret``, ``make verrou``: what developers use between two runs."""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

from deploy import run_folder, server_set
from deploy.console import announce
from deploy.environment import Wanted, application_exports
from deploy.errors import DeploymentError
from deploy.virtual_environment import VirtualEnvironment

LOCKS = {"requirements.txt": ["--no-dev"], "requirements-dev.txt": []}
EXPORT = ["export", "--quiet", "--frozen", "--no-emit-project", "--no-emit-index-url", "--no-header"]
PATIENCE = 60.0  # seconds for make run or make test to put their things away


def start_servers(root: Path) -> None:
    """Start servers that stay, and print the exports that point at them (``eval "$(make -s serveurs)"``)."""
    folder = server_set.folder_of(root, "serveurs")
    with run_folder.held(folder):
        servers = Wanted.from_environment().servers(folder)
        server_set.start_all(servers)
        exports = application_exports(folder, servers)
    announce("Serveurs privés prêts ; « make arret » les arrête.", stream=sys.stderr)
    announce(f'export PATH={shlex.quote(str(root / ".venv" / "bin"))}:"$PATH"')
    for name, value in exports.items():
        announce(f"export {name}={shlex.quote(value)}")


def stop_everything(root: Path) -> None:
    """Stop whatever this checkout has running, the commands of other terminals included."""
    stopped: list[str] = []
    for profile in run_folder.PROFILES:
        folder = server_set.folder_of(root, profile)
        if run_folder.ask_to_stop(folder):
            stopped.append(f"make {profile}")
            _wait_released(folder)
        with run_folder.held(folder):
            stopped += server_set.sweep(folder)
    announce(f"Arrêté : {', '.join(stopped)}." if stopped else "Rien ne tournait.")


def _wait_released(folder: run_folder.RunFolder) -> None:
    deadline = time.monotonic() + PATIENCE
    while run_folder.holder(folder) and time.monotonic() < deadline:
        time.sleep(0.1)


def lock(root: Path) -> None:
    """Resolve the dependencies again and write the two hashed locks, which name no host.

    Raises:
        DeploymentError: uv is not to be had, or found no solution.
    """
    uv = VirtualEnvironment(root).uv()
    if uv is None:
        raise DeploymentError("uv n'a pas pu être installé.")
    _call([str(uv), "lock", "--quiet"], root)
    for name, options in LOCKS.items():
        _call([str(uv), *EXPORT, *options, "--output-file", name], root)
        if "://" in (root / name).read_text():
            raise DeploymentError(f"{name} nomme un hôte : il ne doit pas être versionné ainsi.")
        announce(f"{name} écrit.")


def _call(command: list[str], root: Path) -> None:
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    if subprocess.run(command, check=False, cwd=root, env=environment, stdout=subprocess.DEVNULL).returncode:
        raise DeploymentError(f"La commande a échoué : {' '.join(command)}")
