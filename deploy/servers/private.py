"""What the three private servers have in common."""

import abc
import os
import signal
import time
from pathlib import Path

from deploy import processes
from deploy.errors import DeploymentError

TAIL = 15  # lines of a log shown when a server does not start


class PrivateServer(abc.ABC):
    """A server in a folder of its own, reached by a socket in that folder.

    Args:
        folder: where its data, socket, log and process identity live.
    """

    name: str
    account: str | None = None
    stop_signal = signal.SIGTERM
    patience = 30.0  # seconds to become ready

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def pid_file(self) -> Path:
        """Where the identity of the process is kept."""
        return self.folder / "server.pid"

    @property
    def log(self) -> Path:
        """Where the server's own words go."""
        return self.folder / "server.log"

    @abc.abstractmethod
    def prepare(self) -> None:
        """Create what the server needs before it starts; safe to call again."""

    @abc.abstractmethod
    def command(self) -> list[str]:
        """Return the program and its arguments, in the foreground."""

    @abc.abstractmethod
    def is_ready(self) -> bool:
        """Tell whether the server answers on its socket."""

    @abc.abstractmethod
    def exports(self) -> dict[str, str]:
        """Return the variables by which the portal finds it."""

    def is_running(self) -> bool:
        """Tell whether the process that we started lives."""
        return processes.living(self.pid_file) is not None

    def start(self) -> None:
        """Start the server unless it runs, and wait until it answers.

        Raises:
            DeploymentError: it ended or did not answer in time; the end of its log is in the message.
        """
        if not self.is_running():
            self.prepare()
            processes.start_detached(
                self.command(),
                pid_file=self.pid_file,
                log=self.log,
                account=self.account,
                environment=server_environment(self.folder),
            )
        self._wait_ready()

    def stop(self) -> bool:
        """Stop the server and wait until it is gone; tell whether it was running."""
        return processes.stop(self.pid_file, first=self.stop_signal)

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + self.patience
        while not self.is_ready():
            if not self.is_running() or time.monotonic() > deadline:
                self.stop()
                raise DeploymentError(f"{self.name} ne démarre pas :\n{self._end_of_log()}")
            time.sleep(processes.PAUSE)

    def _end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-TAIL:]) or "(journal vide)"


def server_environment(home: Path) -> dict[str, str]:
    """Return the bare environment of a server: nothing of ours leaks into it."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
