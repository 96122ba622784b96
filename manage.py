#!/usr/bin/env python3
"""Command line of the project: management commands run as the owner of the database."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "espace_partenaires.settings.dev")
    os.environ.setdefault("EP_ROLE_BASE", "proprietaire")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
