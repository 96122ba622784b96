"""The mailbox of ``make run``: what is sent is shown, and a hostile mail does nothing."""

import http.client
import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives

from deploy.application import listen, port_of

HOSTILE = "<script>alert(1)</script><img src=x>"


@dataclass
class Mailbox:
    """A running mailbox."""

    smtp: int
    pages: int

    def send(self, *, subject: str, text: str, html: str) -> None:
        """Send it a mail in two forms, written as the portal writes its own."""
        message = EmailMultiAlternatives(subject, text, "portail@exemple.test", ["camille@exemple.test"])
        message.attach_alternative(html, "text/html")
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as link:
            link.sendmail(message.from_email, message.to, message.message().as_bytes())

    def get(self, path: str, host: str = "localhost") -> tuple[int, str, str]:
        """Return the status, the content policy and the text of a page."""
        link = http.client.HTTPConnection("127.0.0.1", self.pages, timeout=10)
        link.request("GET", path, headers={"Host": host})
        reply = link.getresponse()
        text = reply.read().decode()
        link.close()
        return reply.status, reply.headers.get("Content-Security-Policy", ""), text


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """Run a mailbox on two free ports."""
    smtp, pages = listen(11025), listen(18025)
    descriptors = (smtp.fileno(), pages.fileno())
    command = [sys.executable, "-m", "deploy.mailbox", str(tmp_path), *map(str, descriptors)]
    with smtp, pages:
        found = Mailbox(port_of(smtp), port_of(pages))
        process = subprocess.Popen(command, pass_fds=descriptors, stdout=subprocess.PIPE)
    yield found
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 0


def identifier_in(page: str) -> str:
    """Return the identifier of the first mail of the list."""
    found = re.search(r'href="/(\d{17}-[0-9a-f]{8})"', page)
    assert found, page
    return found.group(1)


def test_a_mail_is_listed_and_its_link_can_be_followed(mailbox: Mailbox) -> None:
    # Folded on the way, before its first word.
    subject = "Signalement 2026-691-HYP68C\xa0: la caisse s’en occupe depuis ce matin, et vous le dit"
    mailbox.send(
        subject=subject,
        text="Voici : http://localhost:8000/i/abc?x=1&y=2.",
        html="<p>Voici</p>",
    )
    _, _, listed = mailbox.get("/")
    assert f">{subject}</a>" in listed
    assert "camille@exemple.test" in listed
    _, _, shown = mailbox.get(f"/{identifier_in(listed)}")
    assert 'href="http://localhost:8000/i/abc?x=1&amp;y=2"' in shown


def test_a_hostile_mail_is_shown_and_does_nothing(mailbox: Mailbox) -> None:
    mailbox.send(subject=HOSTILE, text=HOSTILE, html=HOSTILE)
    _, _, listed = mailbox.get("/")
    identifier = identifier_in(listed)
    _, policy, shown = mailbox.get(f"/{identifier}")
    for page in (listed, shown):
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page
    assert "default-src 'none'" in policy
    status, policy, html = mailbox.get(f"/{identifier}/html")
    assert status == http.client.OK
    assert "<script>" in html  # as it came, but shut in
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/00000000000000000-00000000", "/x/html"])
def test_an_unknown_mail_is_not_found(path: str, mailbox: Mailbox) -> None:
    assert mailbox.get(path)[0] == http.client.NOT_FOUND


def test_another_site_s_name_for_our_port_is_refused(mailbox: Mailbox) -> None:
    assert mailbox.get("/", host="ailleurs.test")[0] == http.client.FORBIDDEN
