"""The command line behind the Makefile: ``python3 -m deploy run``."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from deploy import application, checks, developer, stop_signals
from deploy import system_packages as packages
from deploy.console import announce
from deploy.environment import Wanted
from deploy.errors import DeploymentError
from deploy.virtual_environment import VirtualEnvironment

ROOT = Path(__file__).resolve().parent.parent
STOPPED = 130  # what shells say of a command ended by Ctrl-C


def needed_servers() -> list[packages.SystemPackage]:
    """Return the packages of the servers that are not named in the environment."""
    wanted = Wanted.from_environment()
    servers = {
        packages.DATABASE: wanted.database,
        packages.BROKER: wanted.broker,
        packages.SCANNER: wanted.scanner,
    }
    return [package for package, needed in servers.items() if needed]


def install(*more: packages.SystemPackage) -> None:
    """Install all that is missing: system packages in one go, then the virtual environment."""
    packages.install([packages.VIRTUAL_ENVIRONMENT, *packages.LIBRARIES, *needed_servers(), *more])
    VirtualEnvironment(ROOT).install()


def command_run() -> int:
    """Run the portal."""
    install()
    dead = application.run(ROOT)
    announce(f"« {dead} » s'est arrêté : tout est arrêté.", stream=sys.stderr)
    return 1


def command_test() -> int:
    """Check and test everything."""
    install(*packages.TEST_TOOLS)
    return checks.test(ROOT)


def command_lint() -> int:
    """Run the tools that read the code."""
    install()
    return checks.lint(ROOT)


def command_pannes() -> int:
    """Repeat the faults many times."""
    install(*packages.TEST_TOOLS)
    return checks.with_servers(ROOT, [], checks.pytest_step("-m", "pannes"))


def command_bench() -> int:
    """Measure."""
    install(*packages.TEST_TOOLS)
    return checks.with_servers(ROOT, [], checks.pytest_step("-m", "bench", "-s"))


def command_serveurs() -> int:
    """Start servers that stay."""
    packages.install(needed_servers())
    developer.start_servers(ROOT)
    return 0


def command_arret() -> int:
    """Stop all that this checkout runs."""
    developer.stop_everything(ROOT)
    return 0


def command_installation() -> int:
    """Install and stop there."""
    install(*packages.TEST_TOOLS)
    return 0


def command_verrou() -> int:
    """Resolve the dependencies again."""
    install()
    developer.lock(ROOT)
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    "run": command_run,
    "test": command_test,
    "lint": command_lint,
    "pannes": command_pannes,
    "bench": command_bench,
    "serveurs": command_serveurs,
    "arret": command_arret,
    "installation": command_installation,
    "verrou": command_verrou,
}


def main() -> int:
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m deploy", description="Voir « make help ».")
    parser.add_argument("command", choices=COMMANDS)
    command = COMMANDS[parser.parse_args().command]
    with stop_signals.raised():
        try:
            return command()
        except stop_signals.StopRequested:
            announce("\nTout est arrêté.", stream=sys.stderr)
            return STOPPED
        except DeploymentError as error:
            announce(f"\nErreur : {error}", stream=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
