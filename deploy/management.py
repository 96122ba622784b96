"""Management commands, run as the owner of the database."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.console import heading
from deploy.environment import process_environment
from deploy.errors import DeploymentError


@dataclass(frozen=True)
class Management:
    """Runs ``manage.py`` in a checkout.

    Args:
        root: the checkout.
        exports: the portal's variables.
    """

    root: Path
    exports: Mapping[str, str]

    def run(self, *arguments: str, title: str) -> None:
        """Run a command under its title.

        Raises:
            DeploymentError: it failed; its own words are above.
        """
        self._call(arguments, title, output=None)

    def lines(self, *arguments: str, title: str) -> list[str]:
        """Run a command under its title and return the lines it printed, to show them later."""
        return (self._call(arguments, title, output=subprocess.PIPE) or "").rstrip().splitlines()

    def _call(self, arguments: tuple[str, ...], title: str, *, output: int | None) -> str | None:
        heading(title)
        environment = process_environment(self.exports, self.root, EP_ROLE_BASE="proprietaire")
        command = [str(self.root / ".venv" / "bin" / "python"), "manage.py", *arguments]
        result = subprocess.run(
            command, check=False, cwd=self.root, env=environment, stdout=output, text=True
        )
        if result.returncode:
            raise DeploymentError(f"« manage.py {' '.join(arguments)} » a échoué (code {result.returncode}).")
        return result.stdout
