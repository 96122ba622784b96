"""The mailbox's pages: a list, a mail, and its HTML form shut in a sandbox."""

import html
import http.client
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from deploy.mailbox.store import Mail, Store

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1b1b1b }
a { color: #0b4f8a } a:focus-visible { outline: 3px solid #0b4f8a; outline-offset: 2px }
ul { list-style: none; padding: 0 } li { border-top: 1px solid #ccc; padding: .6rem 0 }
small { color: #555; display: block } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f4; padding: 1rem }
iframe { width: 100%; height: 40rem; border: 1px solid #999; background: #fff }
"""
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
# A mail's own HTML: no script, no request to anywhere, links open beside.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox"
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
OUR_NAMES = frozenset({"localhost", "127.0.0.1"})


def page(title: str, body: str) -> str:
    """Return a whole page.

    Args:
        title: plain text.
        body: HTML, already safe.
    """
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>{html.escape(title)}</title>'
    return f'<!doctype html><html lang="fr"><head>{head}<style>{STYLE}</style></head><body><main>{body}</main></body></html>'


def with_links(text: str) -> str:
    """Return a text as safe HTML whose addresses can be followed."""
    pieces, end = [], 0
    for match in LINK.finditer(text):
        address = html.escape(match.group())
        pieces.append(html.escape(text[end : match.start()]))
        pieces.append(f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>')
        end = match.end()
    return "".join(pieces) + html.escape(text[end:])


def list_page(store: Store) -> str:
    """Return the list of mails, which refreshes itself on demand only."""
    rows = [
        f'<li><a href="/{mail.identifier}">{html.escape(mail.subject)}</a>'
        f"<small>à {html.escape(mail.recipients)} — {html.escape(mail.date)}</small></li>"
        for mail in store.latest()
    ]
    content = f"<ul>{''.join(rows)}</ul>" if rows else "<p>Aucun courriel pour l’instant.</p>"
    note = "Les courriels que le portail envoie arrivent ici et ne vont pas plus loin."
    return page("Courriels", f'<h1>Courriels</h1><p>{note} <a href="/">Actualiser</a></p>{content}')


def mail_page(mail: Mail) -> str:
    """Return one mail: its head, its text, its HTML form in a frame."""
    fields = {"De": mail.sender, "À": mail.recipients, "Date": mail.date}
    fields["Pièces jointes"] = ", ".join(mail.attachments()) or "aucune"
    head = "".join(f"<small>{name} : {html.escape(value)}</small>" for name, value in fields.items())
    body = f'<p><a href="/">Tous les courriels</a></p><h1>{html.escape(mail.subject)}</h1>{head}'
    text = mail.body("plain")
    if text is not None:
        body += f"<h2>Texte</h2><pre>{with_links(text)}</pre>"
    if mail.body("html") is not None:
        frame = f'src="/{mail.identifier}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"'
        body += f'<h2>HTML</h2><iframe title="Le courriel en HTML" {frame}></iframe>'
    return page(mail.subject, body)


class MailboxServer(ThreadingHTTPServer):
    """Serves a store's pages."""

    store: Store
    daemon_threads = True


class Handler(BaseHTTPRequestHandler):
    """Answers GET and nothing else."""

    server: MailboxServer

    def do_GET(self) -> None:
        """Serve the list, a mail, or a mail's HTML form."""
        if (urlsplit(f"//{self.headers['Host']}").hostname or "") not in OUR_NAMES:
            self.send_error(
                http.client.FORBIDDEN
            )  # a page of another site that found our port by a name of its own
            return
        identifier, _, form = self.path.lstrip("/").partition("/")
        if not identifier:
            self._send(list_page(self.server.store), PAGE_POLICY)
            return
        mail = self.server.store.get(identifier)
        source = mail.body("html") if mail else None
        if mail and not form:
            self._send(mail_page(mail), PAGE_POLICY)
        elif source is not None and form == "html":
            self._send(f'<base target="_blank">{source}', MAIL_POLICY)
        else:
            self.send_error(http.client.NOT_FOUND)

    def _send(self, text: str, policy: str) -> None:
        content = text.encode()
        self.send_response(http.client.OK)
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(content)),
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of what went well: the terminal belongs to the portal."""
