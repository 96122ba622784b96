"""Runs the portal's processes side by side: their output with their name before it, all stopped together."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy import processes, stop_signals
from deploy.console import announce

PATIENCE = 15.0  # seconds left to a process to finish what it does
LOOK_EVERY = 0.5  # seconds


@dataclass(frozen=True)
class Program:
    """A process to run.

    Args:
        name: shown before each of its lines.
        command: program and arguments.
        environment: its whole environment.
        sockets: file descriptors of listening sockets it inherits.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    sockets: tuple[int, ...] = ()


@dataclass
class Supervisor:
    """Starts programs, watches them, stops them all.

    Args:
        folder: where their identities are written, so that a later command finds them should we be killed.
        root: folder they run in.
    """

    folder: Path
    root: Path
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def start(self, program: Program) -> None:
        """Start one program, in a session of its own: the terminal's Ctrl-C reaches us only."""
        with stop_signals.sheltered():
            process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
                cwd=self.root,
                env=dict(program.environment),
                pass_fds=program.sockets,
            )
            self.running[program.name] = process
            processes.remember(process.pid, self._pid_file(program.name))
        threading.Thread(target=_relay, args=(program.name, process), daemon=True).start()

    def first_dead(self) -> str | None:
        """Return the name of a program that has ended, None while all live."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def watch(self, also_dead: Callable[[], str | None]) -> str:
        """Wait until a program, or something else we depend on, has ended; return its name.

        Args:
            also_dead: asked at each look, returns the name of what else has ended.
        """
        while True:
            dead = self.first_dead() or also_dead()
            if dead:
                return dead
            time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        """Ask all programs to end, then end what is left of each, children included."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + PATIENCE
        for name, process in self.running.items():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self._pid_file(name).unlink(missing_ok=True)
        self.running.clear()

    def _pid_file(self, name: str) -> Path:
        return self.folder / f"{name}.pid"


def stop_leftovers(folder: Path) -> list[str]:
    """Stop the programs left by a supervisor that was killed; return their names."""
    return [path.stem for path in sorted(folder.glob("*.pid")) if processes.stop(path, patience=PATIENCE)]


def _relay(name: str, process: subprocess.Popen[str]) -> None:
    """Copy a program's lines to ours, its name before each."""
    for line in process.stdout or ():
        announce(f"{name:<9}│ {line.rstrip()}", stream=sys.stdout)
