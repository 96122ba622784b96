"""Which servers are private, and what the portal is told."""

from pathlib import Path

import pytest

from deploy import run_folder
from deploy.environment import Wanted, application_exports, named_outside, secret_key
from deploy.errors import DeploymentError

ALL = {
    "DATABASE_URL": "postgres://web@base/portail",
    "DATABASE_URL_TACHES": "postgres://taches@base/portail",
    "DATABASE_URL_PROPRIETAIRE": "postgres://proprietaire@base/portail",
    "REDIS_URL": "redis://file/1",
    "CELERY_BROKER_URL": "redis://file/2",
    "CLAMD_URL": "tcp://antivirus:3310",
}


def test_nothing_named_means_three_private_servers() -> None:
    assert Wanted.from_environment({}) == Wanted(database=True, broker=True, scanner=True)


def test_servers_named_in_the_environment_are_used_instead(tmp_path: Path) -> None:
    folder = run_folder.choose(tmp_path, "run", account=None)
    assert Wanted.from_environment(ALL).servers(folder) == []
    without_scanner = {name: value for name, value in ALL.items() if name != "CLAMD_URL"}
    assert [server.name for server in Wanted.from_environment(without_scanner).servers(folder)] == ["ClamAV"]


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_PROPRIETAIRE", "REDIS_URL"])
def test_half_a_server_is_refused_and_the_missing_half_named(name: str) -> None:
    with pytest.raises(DeploymentError, match="sans"):
        Wanted.from_environment({name: ALL[name]})


def test_an_empty_variable_names_nothing() -> None:
    assert not named_outside(("CLAMD_URL",), {"CLAMD_URL": ""})


def test_the_portal_is_told_of_each_server_and_each_role(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DOSSIER_PIECES"):
        monkeypatch.delenv(name, raising=False)
    folder = run_folder.choose(tmp_path, "run", account=None)
    exports = application_exports(folder, Wanted.from_environment({}).servers(folder))
    assert exports.keys() >= ALL.keys()
    assert exports["DJANGO_SETTINGS_MODULE"] == "espace_partenaires.settings.dev"
    roles = [
        exports[name].partition("@")[0]
        for name in ("DATABASE_URL", "DATABASE_URL_TACHES", "DATABASE_URL_PROPRIETAIRE")
    ]
    assert roles == ["postgres://portail_web", "postgres://portail_taches", "postgres://portail_proprietaire"]
    assert exports["REDIS_URL"].endswith("/redis/r.sock?db=1")
    assert exports["CELERY_BROKER_URL"].endswith("/redis/r.sock?virtual_host=2")


def test_the_signing_key_is_drawn_once_and_readable_by_us_alone(tmp_path: Path) -> None:
    folder = run_folder.choose(tmp_path, "run", account=None)
    key = secret_key(folder)
    assert len(key) >= 50
    assert secret_key(folder) == key
    assert (folder.path / "cle").stat().st_mode & 0o777 == 0o600
