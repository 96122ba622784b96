"""Private clamd: the official signatures when the machine has them, else the project's few."""

import shutil
from pathlib import Path

from deploy.servers.private import PrivateServer
from deploy.servers.wire import answer

PARTS = Path(__file__).resolve().parent.parent / "clamav"
OFFICIAL = Path("/var/lib/clamav")


def official_signatures(folder: Path = OFFICIAL) -> bool:
    """Tell whether the machine holds ClamAV's own main database (downloaded, or updated since)."""
    return any((folder / name).is_file() for name in ("main.cvd", "main.cld"))


class Clamd(PrivateServer):
    """The virus scanner."""

    name = "ClamAV"
    patience = 180.0  # the official signatures take ten to thirty seconds to load

    @property
    def socket(self) -> str:
        """Path of the socket."""
        return str(self.folder / "clamd.sock")

    @property
    def configuration(self) -> Path:
        """The configuration written for this folder."""
        return self.folder / "clamd.conf"

    def prepare(self) -> None:
        """Write the configuration and lay the project's signatures where no official ones exist."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        database = OFFICIAL
        if not official_signatures():
            database = self.folder / "signatures"
            shutil.copytree(PARTS / "signatures", database, dirs_exist_ok=True)
        model = (PARTS / "clamd.private.conf").read_text()
        text = model.replace("@DOSSIER@", str(self.folder)).replace("@SIGNATURES@", str(database))
        self.configuration.write_text(text)

    def command(self) -> list[str]:
        """Return the server's command line."""
        return ["/usr/sbin/clamd", "--config-file", str(self.configuration)]

    def is_ready(self) -> bool:
        """Tell whether it answers PING."""
        return answer(self.socket, b"zPING\0").startswith(b"PONG")

    def exports(self) -> dict[str, str]:
        """Return the scanner's address."""
        return {"CLAMD_URL": f"unix://{self.socket}"}
