"""The tools of ``make test``: all run, the first failure's code is the answer."""

import sys
from pathlib import Path

import pytest

from deploy import checks
from deploy.checks import Step, run_steps


def ending(title: str, code: int) -> Step:
    """Return a tool that ends with a code."""
    return Step(title, [sys.executable, "-c", f"raise SystemExit({code})"], {})


def test_all_tools_run_and_the_first_failure_answers(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = [ending("un", 0), ending("deux", 3), ending("trois", 4)]
    assert run_steps(steps, tmp_path, {}) == 3
    said = capfd.readouterr().out
    assert [title for title in ("un", "deux", "trois") if f"── {title} ──" in said] == ["un", "deux", "trois"]
    assert "À corriger : deux, trois" in said
    assert run_steps(steps[:1], tmp_path, {}) == 0


def test_a_tool_receives_the_servers_and_its_own_variables(tmp_path: Path) -> None:
    code = (
        "import os; raise SystemExit(os.environ['CLAMD_URL'] + os.environ['EP_ROLE_BASE'] != 'unix:///xweb')"
    )
    step = Step("variables", [sys.executable, "-c", code], {"EP_ROLE_BASE": "web"})
    assert run_steps([step], tmp_path, {"CLAMD_URL": "unix:///x", "EP_ROLE_BASE": "taches"}) == 0


def test_pytest_takes_its_options_from_the_makefile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_OPTIONS", "-x -k 'une phrase'")
    assert checks.pytest_step("-m", "pannes").command[3:] == ["-m", "pannes", "-x", "-k", "une phrase"]


def test_production_is_checked_with_warnings_as_failures() -> None:
    deploy = checks.django_steps()[0]
    assert deploy.command[-3:] == ["--deploy", "--fail-level", "WARNING"]
    assert deploy.variables["DJANGO_SETTINGS_MODULE"].endswith("production")
