"""The virtual environment is made when it must be, and left alone when it is as the lock says."""

import sys
from pathlib import Path

import pytest

from deploy.errors import DeploymentError
from deploy.virtual_environment import LOCK, VirtualEnvironment


@pytest.fixture
def environment(tmp_path: Path) -> VirtualEnvironment:
    """A checkout whose environment was completed."""
    (tmp_path / LOCK).write_text("django==5.2\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.11,<3.14"\n')
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    made = VirtualEnvironment(tmp_path)
    made.mark.write_text(made.wanted())
    return made


def test_the_second_time_nothing_is_installed(environment: VirtualEnvironment) -> None:
    before = environment.mark.stat().st_mtime_ns
    environment.install()
    assert environment.mark.stat().st_mtime_ns == before


def test_a_changed_lock_or_a_lost_interpreter_asks_for_a_new_one(environment: VirtualEnvironment) -> None:
    assert environment.is_complete()
    (environment.root / LOCK).write_text("django==5.2.1\n")
    assert not environment.is_complete()
    environment.mark.write_text(environment.wanted())
    assert environment.is_complete()
    environment.python.unlink()
    environment.python.symlink_to("/nonexistent/python3")
    assert not environment.is_complete()


@pytest.mark.parametrize(
    ("required", "minors"), [("==3.11.*", [11]), (">=3.11,<3.14", [11, 12, 13]), (">=3.12, <3.13", [12])]
)
def test_the_python_versions_are_those_of_the_lock(
    required: str, minors: list[int], environment: VirtualEnvironment
) -> None:
    (environment.root / "pyproject.toml").write_text(f'requires-python = "{required}"\n')
    assert list(environment.minors()) == minors


def test_a_python_the_lock_does_not_know_is_refused_with_those_it_does(
    environment: VirtualEnvironment,
) -> None:
    (environment.root / "pyproject.toml").write_text('requires-python = "==3.98.*"\n')
    with pytest.raises(DeploymentError, match=r"python3\.98"):
        environment.suitable_python()
