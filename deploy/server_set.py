"""All the private servers of a profile: started together, stopped together."""

import contextlib
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy import run_folder
from deploy.environment import Wanted
from deploy.run_folder import RunFolder
from deploy.servers.postgres import server_account
from deploy.servers.private import PrivateServer
from deploy.supervisor import stop_leftovers


def start_all(servers: list[PrivateServer]) -> None:
    """Start the servers side by side and wait until all answer.

    Raises:
        DeploymentError: one of them did not start.
    """
    with ThreadPoolExecutor(max_workers=max(1, len(servers))) as pool:
        for started in [pool.submit(server.start) for server in servers]:
            started.result()


def stop_all(servers: list[PrivateServer]) -> list[str]:
    """Stop the servers; return the names of those that were running."""
    return [server.name for server in servers if server.stop()]


def first_dead(servers: list[PrivateServer]) -> str | None:
    """Return the name of a server that has ended, None while all live."""
    return next((server.name for server in servers if not server.is_running()), None)


def clear(folder: RunFolder) -> None:
    """Erase what a profile's folder holds."""
    shutil.rmtree(folder.path)
    folder.path.mkdir(mode=0o711)


@contextlib.contextmanager
def running(servers: list[PrivateServer]) -> Iterator[None]:
    """Start the servers for the length of a block; stop them whatever happens in it."""
    try:
        start_all(servers)
        yield
    finally:
        stop_all(servers)


def all_private(folder: RunFolder) -> list[PrivateServer]:
    """Return every server the folder may hold, whatever the environment names."""
    return Wanted(database=True, broker=True, scanner=True).servers(folder)


def sweep(folder: RunFolder) -> list[str]:
    """Stop what an earlier command left running when it was killed; return the names."""
    return stop_leftovers(folder.path) + stop_all(all_private(folder))


def folder_of(root: Path, profile: str) -> RunFolder:
    """Return the folder of a profile, for the account that PostgreSQL runs under here."""
    return run_folder.choose(root, profile, account=server_account())
