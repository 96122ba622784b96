"""Reading the environment: typed, and loud when something compulsory is missing."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

RACINE = Path(__file__).resolve().parents[2]
env = environ.FileAwareEnv()

ROLES_BASE = {
    "proprietaire": "DATABASE_URL_PROPRIETAIRE",
    "web": "DATABASE_URL",
    "taches": "DATABASE_URL_TACHES",
}


def base_de_donnees() -> dict[str, Any]:
    """Return the connection of the role that this process takes (``EP_ROLE_BASE``).

    Raises:
        ImproperlyConfigured: for an unknown role or a missing address.
    """
    role = os.environ.get("EP_ROLE_BASE", "web")
    if role not in ROLES_BASE:
        raise ImproperlyConfigured(f"EP_ROLE_BASE vaut {role!r}, on attend {', '.join(ROLES_BASE)}.")
    connexion: dict[str, Any] = env.db_url(ROLES_BASE[role])
    connexion["ENGINE"] = "django.db.backends.postgresql"
    connexion["HOST"] = unquote(connexion["HOST"])  # the folder of a socket is percent-encoded in the address
    connexion["ATOMIC_REQUESTS"] = False  # the isolation middleware opens the transaction, rendering included
    # Lists under row-level security have costly plans and quick runs: compiling them took a second where reading took 20 ms.
    connexion.setdefault("OPTIONS", {})["options"] = "-c jit=off"
    return connexion
