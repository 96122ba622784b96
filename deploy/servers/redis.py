"""Private Redis: a socket, no port, nothing written to disk (what must not be lost is in PostgreSQL)."""

from deploy.servers.private import PrivateServer
from deploy.servers.wire import answer

CACHE_DATABASE = 1
BROKER_DATABASE = 2


class Redis(PrivateServer):
    """Cache and message broker."""

    name = "Redis"

    @property
    def socket(self) -> str:
        """Path of the socket."""
        return str(self.folder / "r.sock")

    def prepare(self) -> None:
        """Nothing to create: Redis keeps everything in memory."""

    def command(self) -> list[str]:
        """Return the server's command line."""
        options = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "dir": str(self.folder),
        }
        return ["redis-server", *(word for key, value in options.items() for word in (f"--{key}", value))]

    def is_ready(self) -> bool:
        """Tell whether it answers PING."""
        return answer(self.socket, b"PING\r\n").startswith(b"+PONG")

    def exports(self) -> dict[str, str]:
        """Return the cache's and the broker's addresses."""
        return {
            "REDIS_URL": f"unix://{self.socket}?db={CACHE_DATABASE}",
            "CELERY_BROKER_URL": f"redis+socket://{self.socket}?virtual_host={BROKER_DATABASE}",
        }
