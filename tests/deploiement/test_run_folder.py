"""Where the private servers of a checkout live."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from deploy import run_folder
from deploy.errors import DeploymentError


def test_two_checkouts_never_share_a_folder(tmp_path: Path) -> None:
    folders = set()
    for name in ("un", "deux"):
        (tmp_path / name).mkdir()
        folders |= {
            run_folder.choose(tmp_path / name, profile, account=None).path for profile in run_folder.PROFILES
        }
        folders.add(run_folder.short_base(tmp_path / name))
    assert len(folders) == 2 * (len(run_folder.PROFILES) + 1)


def test_the_folder_is_in_the_checkout_and_closed_to_listing(tmp_path: Path) -> None:
    folder = run_folder.choose(tmp_path, "run", account=None)
    assert folder.path == tmp_path.resolve() / ".run" / "run"
    assert folder.path.stat().st_mode & 0o777 == 0o711
    assert folder.subfolder("redis").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["x" * 90, "dossier avec espace", "été", "100%"])
def test_a_path_no_socket_or_address_can_hold_falls_back_to_a_short_one(
    name: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("t")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(temporary))
    (tmp_path / name).mkdir()
    folder = run_folder.choose(tmp_path / name, "run", account=None)
    assert folder.path.is_relative_to(temporary)
    assert run_folder.fits_sockets(folder.path)
    assert folder.path == run_folder.choose(tmp_path / name, "run", account=None).path


def test_a_checkout_closed_to_postgres_falls_back(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("t")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(temporary))
    monkeypatch.setattr(run_folder, "can_traverse", lambda folder, _account: folder != tmp_path)
    assert run_folder.choose(tmp_path, "run", account="postgres").path.is_relative_to(temporary)


def test_a_temporary_folder_laid_by_someone_else_is_refused(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("t")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(temporary))
    checkout = tmp_path / ("x" * 90)
    checkout.mkdir()
    run_folder.short_base(checkout).symlink_to(tmp_path)
    with pytest.raises(DeploymentError, match="n'est pas à vous"):
        run_folder.choose(checkout, "run", account=None)


def test_a_folder_is_held_by_one_command_at_a_time(tmp_path: Path) -> None:
    folder = run_folder.choose(tmp_path, "test", account=None)
    code = (
        "import sys; from pathlib import Path; from deploy import run_folder as r\n"
        "with r.held(r.choose(Path(sys.argv[1]), 'test', account=None)): print('tenu')"
    )
    other = [sys.executable, "-c", code, str(tmp_path)]
    with run_folder.held(folder):
        refused = subprocess.run(other, check=False, capture_output=True, text=True)
        assert run_folder.holder(folder) == os.getpid()
    assert f"processus {os.getpid()}" in refused.stderr
    assert subprocess.run(other, check=True, capture_output=True, text=True).stdout == "tenu\n"
    assert run_folder.holder(folder) is None
