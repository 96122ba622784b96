"""What the two commands say on the terminal."""

import sys
from typing import TextIO

WIDTH = 100


def announce(text: str, *, stream: TextIO | None = None) -> None:
    """Print one line and flush it, so that it stands before the output of a child process."""
    print(text, file=stream or sys.stdout, flush=True)


def heading(text: str) -> None:
    """Print a one-line heading above the output of a tool."""
    announce(f"\n── {text} ".ljust(WIDTH, "─"))


def panel(lines: list[str]) -> None:
    """Print lines between two rules, where the eye must find them."""
    announce("\n" + "═" * WIDTH)
    for line in lines:
        announce(line)
    announce("═" * WIDTH + "\n")
