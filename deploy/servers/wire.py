"""A question and an answer on a Unix socket."""

import socket

TIMEOUT = 2.0  # seconds


def answer(path: str, question: bytes) -> bytes:
    """Return the first bytes a server answers, empty when nobody does.

    Args:
        path: the socket.
        question: bytes sent as they are.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(TIMEOUT)
        try:
            link.connect(path)
            link.sendall(question)
            return link.recv(256)
        except OSError:
            return b""
