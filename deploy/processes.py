"""Start a process that outlives us, find it again, stop it: by its identity, never by its name."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy import stop_signals

PAUSE = 0.02  # seconds between two looks
_children: dict[int, subprocess.Popen[bytes]] = {}  # those we started ourselves, and so must reap


def birth(pid: int) -> int | None:
    """Return when a process was born (clock ticks since boot), None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def start_detached(
    command: Sequence[str | Path],
    *,
    pid_file: Path,
    log: Path,
    account: str | None = None,
    environment: Mapping[str, str],
) -> None:
    """Start a process in a session of its own, so that a Ctrl-C of the terminal does not reach it.

    Args:
        command: program and arguments.
        pid_file: where its identity (number and birth) is written.
        log: file its output is appended to.
        account: account to run under, when we are root and it must not be.
        environment: its whole environment.
    """
    with stop_signals.sheltered(), log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=pid_file.parent,
            env=dict(environment),
            user=account,
            group=account,
            extra_groups=[] if account else None,
        )
        _children[process.pid] = process
        remember(process.pid, pid_file)


def remember(pid: int, pid_file: Path) -> None:
    """Write a process's identity, in one step so that a reader never sees half of it."""
    draft = pid_file.with_suffix(".pid.new")
    draft.write_text(f"{pid} {birth(pid) or 0}\n")
    draft.replace(pid_file)


def living(pid_file: Path) -> int | None:
    """Return the number of the process written in the file, None when that very process is gone."""
    try:
        pid, born = (int(word) for word in pid_file.read_text().split())
    except (FileNotFoundError, ValueError):
        return None
    return pid if birth(pid) == born else None


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until a process has ended (reaped when it is our child); tell whether it has."""
    deadline = time.monotonic() + seconds
    while birth(pid) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    child = _children.pop(pid, None)
    if child is not None:
        child.wait()  # at once: it is dead, and leaves the table of processes
    return True


def stop(pid_file: Path, *, first: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> bool:
    """Stop the process written in the file and what is left of its session; tell whether it was alive.

    Args:
        pid_file: as written by ``remember``; removed.
        first: the signal that asks politely.
        patience: seconds before SIGKILL.
    """
    pid = living(pid_file)
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, first)
        wait_gone(pid, patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        wait_gone(pid, patience)
    pid_file.unlink(missing_ok=True)
    return pid is not None
