"""The mails received, one file each, and how to read them."""

import email
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

KEPT = 500  # mails; the oldest go
IDENTIFIER = re.compile(r"\d{17}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Mail:
    """A mail as the pages show it."""

    identifier: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject."""
        # A long subject is folded before its first word: the space that this leaves is not part of it.
        return str(self.message["subject"] or "(sans objet)").strip()

    @property
    def sender(self) -> str:
        """Who it says it is from."""
        return str(self.message["from"] or "")

    @property
    def recipients(self) -> str:
        """Who it is for."""
        return str(self.message["to"] or "")

    @property
    def date(self) -> str:
        """Its date as written in it."""
        return str(self.message["date"] or "")

    def body(self, kind: str) -> str | None:
        """Return its text in one form, ``plain`` or ``html``; None when it has none."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else None

    def attachments(self) -> list[str]:
        """Return the names of what is attached."""
        return [part.get_filename() or part.get_content_type() for part in self.message.iter_attachments()]


class Store:
    """A folder of ``.eml`` files.

    Args:
        folder: where they are; made private by its creator.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, content: bytes) -> str:
        """Keep a mail and return its identifier, which sorts by time of arrival."""
        identifier = f"{time.time_ns() // 1000:017d}-{secrets.token_hex(4)}"
        draft = self.folder / f"{identifier}.new"
        draft.write_bytes(content)
        draft.rename(self._path(identifier))
        for old in self._identifiers()[KEPT:]:
            self._path(old).unlink(missing_ok=True)
        return identifier

    def get(self, identifier: str) -> Mail | None:
        """Return a mail, or None for an identifier that is not one of ours."""
        if not IDENTIFIER.fullmatch(identifier) or not self._path(identifier).exists():
            return None
        message = email.message_from_bytes(self._path(identifier).read_bytes(), policy=modern)
        return Mail(identifier, message)

    def latest(self) -> Iterable[Mail]:
        """Return all mails, the newest first."""
        return filter(None, map(self.get, self._identifiers()))

    def _identifiers(self) -> list[str]:
        return sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)

    def _path(self, identifier: str) -> Path:
        return self.folder / f"{identifier}.eml"
