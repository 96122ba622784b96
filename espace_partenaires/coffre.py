"""Encryption of what is stored only for a while or must not be read from the table: one key for each use."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def coffre(usage: str) -> Fernet:
    """Return the box that opens for this use alone, from the secret of the installation.

    Args:
        usage: name of what is kept; never changed once something was written under it.

    Exigence: SEC-01
    """
    cle = hashlib.sha256(f"{usage}:{settings.CLE_SECONDS_FACTEURS}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(cle))
