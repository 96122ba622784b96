"""The private servers really start, answer, and are really gone."""

import subprocess
from pathlib import Path

import pytest

from deploy import processes, server_set
from deploy.environment import Wanted
from deploy.run_folder import RunFolder
from deploy.servers.clamd import PARTS, Clamd
from deploy.servers.postgres import PORT, Postgres
from deploy.servers.wire import answer


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A folder under one that every account may walk through."""
    checkout = tmp_path_factory.mktemp("serveurs")
    for each in (checkout, checkout.parent, checkout.parent.parent):
        each.chmod(0o711)
    return server_set.folder_of(checkout, "test")


def query(server: Postgres, text: str, *, role: str = "postgres", database: str = "postgres") -> str:
    """Ask the private PostgreSQL."""
    where = ["-h", str(server.folder), "-p", str(PORT), "-U", role, "-d", database]
    command = [str(server.programs / "psql"), "-X", "-A", "-t", *where, "-c", text]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.exigence("DOC-02")
def test_servers_start_answer_and_leave_nothing(folder: RunFolder) -> None:
    servers = Wanted(database=True, broker=True, scanner=True).servers(folder)
    with server_set.running(servers):
        pids = [processes.living(server.pid_file) for server in servers]
        assert None not in pids
        assert all(server.is_ready() for server in servers)
        server_set.start_all(servers)  # again: the same processes
        assert [processes.living(server.pid_file) for server in servers] == pids
    assert not any(server.is_running() or server.is_ready() for server in servers)
    assert [processes.birth(pid) for pid in pids if pid] == [None, None, None]
    assert server_set.sweep(folder) == []


def test_roles_and_database_are_made_once_and_hold_no_more_than_they_must(folder: RunFolder) -> None:
    server = Postgres(folder.subfolder("postgres"), durable=False)
    with server_set.running([server]):
        server.start()  # the script runs a second time
        roles = query(
            server,
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'portail%' ORDER BY 1",
        )
        assert roles.splitlines() == ["portail_proprietaire|f|t", "portail_taches|f|f", "portail_web|f|f"]
        encoding = "SELECT datcollate, pg_encoding_to_char(encoding), datdba::regrole FROM pg_database WHERE datname = 'portail'"
        assert query(server, encoding) == "C.UTF-8|UTF8|portail_proprietaire"
        assert query(server, "SELECT current_user", role="portail_web", database="portail") == "portail_web"
        taken = "SET ROLE portail_taches; SELECT current_user"
        assert query(server, taken, role="portail_proprietaire", database="portail").endswith(
            "portail_taches"
        )
        assert query(server, "SHOW listen_addresses") == ""
        with pytest.raises(subprocess.CalledProcessError):
            query(server, "CREATE TABLE public.essai (n int)", role="portail_web", database="portail")


@pytest.mark.exigence("DOC-02")
def test_the_project_s_own_signatures_find_the_test_file(folder: RunFolder) -> None:
    server = Clamd(folder.subfolder("clamav"))
    written = (PARTS / "signatures" / "portail.ndb").read_text().rpartition(":")[2]
    suspect = folder.path / "suspect"
    suspect.write_bytes(bytes.fromhex(written))
    harmless = folder.path / "anodin"
    harmless.write_bytes(bytes.fromhex(written)[::-1])
    with server_set.running([server]):
        assert b"FOUND" in answer(server.socket, b"zSCAN %b\0" % bytes(suspect))
        assert answer(server.socket, b"zSCAN %b\0" % bytes(harmless)).rstrip(b"\0").endswith(b"OK")


@pytest.mark.exigence("DOC-02")
def test_the_scanner_of_the_tests_is_as_strict_as_production_s() -> None:
    mark = "# --- the same in production ---\n"
    strict = [(PARTS / name).read_text().partition(mark)[2] for name in ("clamd.private.conf", "clamd.conf")]
    assert strict[0] == strict[1]
    assert "AlertExceedsMax yes" in strict[0]


def test_a_pid_file_that_names_another_process_kills_nobody(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid_file = tmp_path / "server.pid"
        pid_file.write_text(f"{stranger.pid} 1\n")  # the number is taken, the birth is not its own
        assert processes.stop(pid_file) is False
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
