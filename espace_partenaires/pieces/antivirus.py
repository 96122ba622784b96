"""The antivirus, behind a wrapper that fails closed: only an explicit « OK » is clean.

The ``clamd`` package alone returns ``None`` when the daemon dies in the middle of a scan, may hang in
``connect`` and hands back an ``ERROR`` as an ordinary answer. Here each of these raises
``AntivirusIndisponible``, and one deadline covers the whole exchange.
"""

import socket
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import clamd
from django.conf import settings

from espace_partenaires.pieces.controles.nature import est_archive_zip

DELAI_CONNEXION: Final = 3.0  # seconds
DELAI_ANALYSE: Final = 40.0  # seconds, connection, sending and answer together
MORCEAU: Final = 64 * 1024  # bytes
REPONSE_MAX: Final = 4096  # bytes
ARCHIVE_INTERDITE: Final = "Portail.Archive.Zip"
# Alerts that say « I did not look at all of it »: not a virus, never clean either.
_NON_VERIFIABLE: Final = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
_TROP_LENT: Final = "Heuristics.Limits.Exceeded.MaxScanTime"

if TYPE_CHECKING:

    class _ClientNu:
        clamd_socket: socket.socket

        def _parse_response(self, msg: str) -> tuple[str, str | None, str]: ...

else:
    _ClientNu = clamd.ClamdNetworkSocket


class AntivirusIndisponible(Exception):
    """No explicit verdict: the file stays in quarantine and is scanned again later."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An explicit answer of the antivirus.

    Attributes:
        sain: whether it said « OK ».
        menace: the name it gave to what it found, empty when clean.
    """

    sain: bool
    menace: str = ""

    @property
    def non_verifiable(self) -> bool:
        """Whether it found no virus but could not look at all of the content (encrypted, nested too deep)."""
        return self.menace.startswith(_NON_VERIFIABLE)


class Client(_ClientNu):
    """One exchange with clamd; made anew for each.

    Args:
        adresse: ``unix:///path`` or ``tcp://host:port``.
        delai: seconds for the whole exchange.
    """

    def __init__(self, adresse: str, delai: float = DELAI_ANALYSE) -> None:
        self.adresse = urlsplit(adresse)
        self._fin = time.monotonic() + delai

    def analyser(self, octets: bytes) -> Verdict:
        """Send a content and return the explicit verdict.

        Raises:
            AntivirusIndisponible: anything but an explicit « OK » or « FOUND ».
        """
        return self._verdict(self._echanger(b"zINSTREAM\0", octets))

    def demander(self, commande: str) -> str:
        """Send a command without content (``PING``, ``VERSION``) and return the answer.

        Raises:
            AntivirusIndisponible: no answer, or an error.
        """
        reponse = self._echanger(f"z{commande}\0".encode("ascii"))
        if not reponse or reponse.endswith("ERROR"):
            raise AntivirusIndisponible(f"answer to {commande}: {reponse!r}")
        return reponse

    def _echanger(self, commande: bytes, octets: bytes | None = None) -> str:
        try:
            self.clamd_socket = self._ouvrir()
            with self.clamd_socket:
                self._envoyer(commande)
                if octets is not None:
                    self._envoyer_contenu(octets)
                return self._recevoir()
        except OSError as erreur:
            raise AntivirusIndisponible(f"clamd: {erreur}") from erreur

    def _ouvrir(self) -> socket.socket:
        attente = min(DELAI_CONNEXION, self._reste())
        if self.adresse.scheme == "tcp":
            return socket.create_connection(
                (self.adresse.hostname, self.adresse.port or 3310), timeout=attente
            )
        prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            prise.settimeout(attente)
            prise.connect(self.adresse.path)
        except OSError:
            prise.close()
            raise
        return prise

    def _reste(self) -> float:
        reste = self._fin - time.monotonic()
        if reste <= 0:
            raise TimeoutError("the scan took too long")
        return reste

    def _envoyer(self, donnees: bytes) -> None:
        self.clamd_socket.settimeout(self._reste())
        self.clamd_socket.sendall(donnees)

    def _envoyer_contenu(self, octets: bytes) -> None:
        vue = memoryview(octets)
        for debut in range(0, len(vue), MORCEAU):
            morceau = vue[debut : debut + MORCEAU]
            self._envoyer(struct.pack("!L", len(morceau)) + morceau)
        self._envoyer(struct.pack("!L", 0))

    def _recevoir(self) -> str:
        recu = b""
        while not recu.endswith(b"\0"):
            self.clamd_socket.settimeout(self._reste())
            morceau = self.clamd_socket.recv(REPONSE_MAX)
            if not morceau or len(recu) + len(morceau) > REPONSE_MAX:
                raise AntivirusIndisponible(f"clamd stopped in the middle of its answer: {recu!r}")
            recu += morceau
        return recu[:-1].decode("utf-8", errors="replace").strip()

    def _verdict(self, reponse: str) -> Verdict:
        try:
            _flux, menace, statut = self._parse_response(reponse)
        except clamd.ClamdError as erreur:
            raise AntivirusIndisponible(f"answer not understood: {reponse!r}") from erreur
        if statut == "OK" and not menace and reponse == "stream: OK":
            return Verdict(sain=True)
        if statut == "FOUND" and menace and not menace.startswith(_TROP_LENT):
            return Verdict(sain=False, menace=menace)
        raise AntivirusIndisponible(f"no verdict: {reponse!r}")


def analyser_octets(octets: bytes) -> Verdict:
    """Scan a content: our own gate on ZIP-based containers first, then clamd.

    clamd says OK to a ZIP64 member or to a member cut at its size limit, which it never opened: a container
    is therefore never shown to it. No accepted type is one.

    Raises:
        AntivirusIndisponible: no explicit verdict.

    Exigence: DOC-02
    """
    if est_archive_zip(octets):
        return Verdict(sain=False, menace=ARCHIVE_INTERDITE)
    return Client(settings.CLAMD_URL).analyser(octets)


def version_signatures() -> str:
    """Return what clamd says of itself, e.g. ``ClamAV 1.4.3/27000/Mon Nov 16 …``.

    Raises:
        AntivirusIndisponible: clamd does not answer.
    """
    return Client(settings.CLAMD_URL, DELAI_CONNEXION).demander("VERSION")


def signatures_officielles() -> bool:
    """Tell whether clamd runs with ClamAV's numbered database; without it, a readiness check must say so.

    Raises:
        AntivirusIndisponible: clamd does not answer.
    """
    return est_version_numerotee(version_signatures())


def est_version_numerotee(version: str) -> bool:
    """Tell whether this version names its database: only then do two equal versions find the same viruses."""
    return version.count("/") >= 1


def antivirus_pret() -> bool:
    """Tell whether clamd answers at all."""
    try:
        return Client(settings.CLAMD_URL, DELAI_CONNEXION).demander("PING") == "PONG"
    except AntivirusIndisponible:
        return False
