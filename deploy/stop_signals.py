"""Ctrl-C, SIGTERM and SIGHUP as one exception, that never falls between a start and its record."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """A signal asked us to stop; not an ``Exception``, so that nothing on the way swallows it."""


class _State:
    """Whether a stop may be raised now, and the one that waits."""

    sheltered = 0
    pending: str | None = None


def _on_signal(number: int, _frame: FrameType | None) -> None:
    """Raise, or keep for the end of the sheltered block; ignore the signals that follow while we clean up."""
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    if _State.sheltered:
        _State.pending = signal.Signals(number).name
    else:
        raise StopRequested(signal.Signals(number).name)


@contextlib.contextmanager
def raised() -> Iterator[None]:
    """Turn the first stop signal received during a block into ``StopRequested``."""
    _State.pending = None
    before = {each: signal.signal(each, _on_signal) for each in STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def sheltered() -> Iterator[None]:
    """Let a block end before a stop signal is raised: a process started is a process written down."""
    _State.sheltered += 1
    try:
        yield
    finally:
        _State.sheltered -= 1
    if _State.pending and not _State.sheltered:
        raise StopRequested(_State.pending)
