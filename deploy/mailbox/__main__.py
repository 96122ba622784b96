"""Runs the mailbox on two sockets it is given: ``python -m deploy.mailbox FOLDER SMTP_FD PAGES_FD``."""

import asyncio
import signal
import socket
import sys
import threading
from email.message import Message
from pathlib import Path

from aiosmtpd.handlers import AsyncMessage
from aiosmtpd.smtp import SMTP

from deploy.console import announce
from deploy.mailbox.pages import Handler, MailboxServer
from deploy.mailbox.store import Store

SIZE_LIMIT = 50 * 1024 * 1024  # bytes


class Reception(AsyncMessage):
    """What the SMTP server does with a mail."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    async def handle_message(self, message: Message) -> None:
        """Keep the mail and say so in one line."""
        mail = self.store.get(self.store.add(message.as_bytes()))
        if mail:
            announce(f"reçu : {mail.subject}")


async def receive(store: Store, listener: socket.socket, pages: socket.socket) -> None:
    """Take mails on a listening socket, and serve their pages on the other, until SIGTERM."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    # Only now: whoever has read a page may ask for the end, and be heard.
    serve_pages(store, pages)
    reception = Reception(store)
    server = await loop.create_server(
        lambda: SMTP(reception, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, hostname="localhost"),
        sock=listener,
    )
    async with server:
        await ended.wait()


def serve_pages(store: Store, listener: socket.socket) -> MailboxServer:
    """Serve the pages on a listening socket, in a thread that ends with the process."""
    pages = MailboxServer(listener.getsockname()[:2], Handler, bind_and_activate=False)
    pages.socket.close()
    pages.socket = listener
    pages.server_address = listener.getsockname()
    pages.store = store
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    return pages


def main() -> None:
    """Run until SIGTERM."""
    folder, smtp, pages = sys.argv[1:]
    store = Store(Path(folder))
    asyncio.run(receive(store, socket.socket(fileno=int(smtp)), socket.socket(fileno=int(pages))))


if __name__ == "__main__":
    main()
