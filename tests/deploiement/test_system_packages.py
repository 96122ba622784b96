"""apt is called for what is missing only, and never lets a server start."""

import os
from pathlib import Path

import pytest

from deploy import system_packages
from deploy.errors import DeploymentError
from deploy.system_packages import SystemPackage, install

Calls = list[list[str]]


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Record what would be run as root, on a machine of our own making."""
    made: Calls = []
    monkeypatch.setattr(system_packages, "_run", made.append)
    monkeypatch.setattr(system_packages, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(system_packages, "PACKAGE_DATABASE", tmp_path)
    monkeypatch.setattr(system_packages, "_program", lambda _name: True)
    monkeypatch.setattr(os, "getuid", lambda: 0)
    return made


def package(name: str, *, seen: list[bool]) -> SystemPackage:
    """Return a package that is seen, or not, at each look."""
    return SystemPackage(name, lambda: seen.pop(0))


def test_nothing_missing_runs_nothing(calls: Calls) -> None:
    install([package("postgresql", seen=[True])])
    assert calls == []


def test_only_what_is_missing_is_installed_after_an_update_with_servers_held_down(calls: Calls) -> None:
    install([package("postgresql", seen=[True, True]), package("clamav-daemon", seen=[False, True])])
    policy = str(system_packages.POLICY)
    assert calls[0][:3] == ["install", "-m", "755"]
    assert calls[0][-1] == policy
    assert calls[1][-1] == "update"
    assert calls[2][-3:] == ["install", "--no-install-recommends", "clamav-daemon"]
    assert calls[3:] == [["rm", "-f", policy]]


def test_a_policy_already_there_is_left_alone(calls: Calls) -> None:
    system_packages.POLICY.write_text("#!/bin/sh\nexit 0\n")
    install([package("redis-server", seen=[False, True])])
    assert [call for call in calls if str(system_packages.POLICY) in call] == []
    assert len(calls) == 2


def test_the_policy_goes_even_when_apt_fails(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str]) -> None:
        calls.append(command)
        if "update" in command:
            raise DeploymentError("apt")

    monkeypatch.setattr(system_packages, "_run", run)
    with pytest.raises(DeploymentError):
        install([package("redis-server", seen=[False])])
    assert calls[-1] == ["rm", "-f", str(system_packages.POLICY)]


def test_without_root_nor_sudo_the_command_to_run_is_told(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    monkeypatch.setattr(system_packages, "_program", lambda name: name != "sudo")
    with pytest.raises(DeploymentError, match="apt-get install --no-install-recommends redis-server"):
        install([package("redis-server", seen=[False])])
    assert calls == []


def test_with_sudo_every_command_goes_through_it(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    install([package("redis-server", seen=[False, True])])
    assert {call[0] for call in calls} == {"sudo"}
