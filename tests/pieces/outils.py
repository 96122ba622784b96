"""What these tests share: false antiviruses, private servers, contents on disk."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import FileResponse

Dialogue = Callable[[socket.socket], None]


def contenus(dossier: Path) -> list[Path]:
    """Return the contents that lie in a storage folder."""
    return [chemin for chemin in dossier.rglob("*") if chemin.is_file()]


def recevoir(reponse: FileResponse) -> bytes:
    """Read a whole answer and close it, without ending the request (nor the connection to the database)."""
    request_finished.disconnect(close_old_connections)
    try:
        octets: bytes = reponse.getvalue()
        reponse.close()
    finally:
        request_finished.connect(close_old_connections)
    return octets


def lire_flux(prise: socket.socket) -> bytes:
    """Read a whole INSTREAM command as clamd does, and return the content."""
    with prise.makefile("rb") as entree:
        if entree.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            return b""
        contenu = b""
        while taille := int.from_bytes(entree.read(4), "big"):
            contenu += entree.read(taille)
        return contenu


@contextlib.contextmanager
def faux_clamd(dossier: Path, dialogue: Dialogue) -> Iterator[str]:
    """Serve a false clamd on a socket; each connection is handed to ``dialogue`` then closed."""
    chemin = dossier / "faux.sock"
    fini = threading.Event()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as ecoute:
        ecoute.bind(str(chemin))
        ecoute.listen()
        ecoute.settimeout(0.05)

        def servir() -> None:
            while not fini.is_set():
                with contextlib.suppress(TimeoutError):
                    prise, _ = ecoute.accept()
                    with prise, contextlib.suppress(OSError):
                        dialogue(prise)

        fil = threading.Thread(target=servir, daemon=True)
        fil.start()
        try:
            yield f"unix://{chemin}"
        finally:
            fini.set()
            fil.join(5)
            chemin.unlink()
