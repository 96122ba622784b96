"""``make test`` and its smaller sisters: the tools in order, each under a heading, pytest last."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from deploy import run_folder, server_set
from deploy.console import announce, heading
from deploy.environment import Wanted, application_exports, process_environment
from deploy.run_folder import RunFolder

SOURCES = (
    "manage.py",
    "espace_partenaires",
    "conventions",
    "habilitations",
    "signalements",
    "deploy",
    "tests",
)
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "espace_partenaires.settings.production",
    "SECRET_KEY": "verification-seulement-" + "aB3" * 20,
    "ALLOWED_HOSTS": "portail.example",
    "ADRESSE_PUBLIQUE": "https://portail.example",
    "EP_ROLE_BASE": "web",
}
OWNER = {"EP_ROLE_BASE": "proprietaire"}
# Two workers for two cores, file by file; the journeys first, on one of them (tests/ordonnancement.py).
IN_PARALLEL = ("-n", "2", "--dist", "loadfile")


@dataclass(frozen=True)
class Step:
    """A tool to run: its title, its command, and the variables that are its own."""

    title: str
    command: list[str]
    variables: Mapping[str, str]


def python_step(title: str, *arguments: str, **variables: str) -> Step:
    """Describe a tool run by the environment's Python."""
    return Step(title, ["python", *arguments], variables)


def static_steps(root: Path) -> list[Step]:
    """Return the tools that read the code and need no server, quickest first."""
    sources = [name for name in SOURCES if (root / name).exists()]
    return [
        Step("ruff check", ["ruff", "check", "."], {}),
        Step("ruff format --check", ["ruff", "format", "--check", "."], {}),
        Step("lint-imports (quatre étages)", ["lint-imports"], {}),
        Step("djlint", ["djlint", "--lint", "--quiet", "templates"], {}),
        Step("mypy --strict", ["mypy", "--strict", *sources], {}),
    ]


def django_steps() -> list[Step]:
    """Return Django's own checks, which need the servers."""
    deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return [
        python_step("manage.py check --deploy (production)", *deploy, **PRODUCTION),
        python_step(
            "manage.py makemigrations --check", "manage.py", "makemigrations", "--check", "--dry-run", **OWNER
        ),
    ]


def pytest_step(*arguments: str) -> Step:
    """Return pytest with the options of ``PYTEST_OPTIONS``."""
    options = shlex.split(os.environ.get("PYTEST_OPTIONS", ""))
    title = " ".join(["pytest", *arguments, *options])
    return python_step(title, "-m", "pytest", *arguments, *options)


def run_step(step: Step, root: Path, exports: Mapping[str, str]) -> int:
    """Run one tool in the foreground and return its exit code.

    A stop signal goes to the tool, which ends in its own way; what follows is then for the caller to decide.
    """
    heading(step.title)
    environment = process_environment(exports, root, **step.variables)
    process = subprocess.Popen(step.command, cwd=root, env=environment)

    def forward(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT or not os.isatty(0):  # the terminal has already told the tool
            process.send_signal(number)

    before = {each: signal.signal(each, forward) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        return process.wait()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def run_steps(steps: list[Step], root: Path, exports: Mapping[str, str]) -> int:
    """Run all the tools, so that one run tells all that is wrong; return the first code that is not zero."""
    failed = [(step, code) for step in steps if (code := run_step(step, root, exports))]
    if failed:
        announce(f"\nÀ corriger : {', '.join(step.title for step, _ in failed)}")
    return failed[0][1] if failed else 0


def lint(root: Path) -> int:
    """Run the tools that need no server; return an exit code."""
    folder = server_set.folder_of(root, "test")
    exports = application_exports(folder, Wanted.from_environment().servers(folder))
    return run_steps(static_steps(root), root, exports)


def with_servers(root: Path, steps: list[Step], last: Step) -> int:
    """Run tools on fresh private servers, then one last tool if all went well; return an exit code.

    Args:
        root: the checkout.
        steps: all run, whatever the others say.
        last: run only when they all passed; its summary closes the output.
    """
    folder = server_set.folder_of(root, "test")
    with run_folder.held(folder):
        return _with_fresh_servers(folder, root, steps, last)


def _with_fresh_servers(folder: RunFolder, root: Path, steps: list[Step], last: Step) -> int:
    server_set.sweep(folder)
    server_set.clear(folder)
    servers = Wanted.from_environment().servers(folder)
    with server_set.running(servers):
        exports = application_exports(folder, servers)
        return run_steps(steps, root, exports) or run_step(last, root, exports)


def test(root: Path) -> int:
    """Run every check and every test; return an exit code."""
    return lint(root) or with_servers(root, django_steps(), pytest_step(*IN_PARALLEL))
