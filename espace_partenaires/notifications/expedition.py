"""Handing mails over to the mail server: a message as itself, or several in one mail (UX-07)."""

import uuid
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.typographie import avec_insecables

_TEXTE: Final = "notifications/courriels/regroupement.txt"
_HTML: Final = "notifications/courriels/regroupement.html"


def expedier(lot: list[Courriel], adresse: str) -> None:
    """Hand one mail over: the message, or the list of messages that leave together.

    Args:
        lot: what ``reserver`` gave.
        adresse: where it goes.

    Raises:
        SMTPException: the server refuses.
        OSError: the server cannot be reached.

    Exigence: UX-07, RGPD-02 (S1m annexe 6)
    """
    objet, texte, html = _composer(lot)
    message = EmailMultiAlternatives(
        subject=objet,
        body=texte,
        to=[adresse],
        headers={
            "Message-ID": f"<{lot[0].groupe or lot[0].pk}@{domaine_d_envoi()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(html, "text/html")
    message.send()


def domaine_d_envoi() -> str:
    """Return the right part of our Message-IDs."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]


def cle_de(message_id: str) -> uuid.UUID | None:
    """Return the key of a message, or of a group, that a Message-ID of ours names; ``None`` for any other.

    Args:
        message_id: as a header has it, with or without its angle brackets.
    """
    gauche, _, droite = message_id.strip().strip("<>").partition("@")
    if droite.casefold() != domaine_d_envoi().casefold():
        return None
    try:
        return uuid.UUID(gauche)
    except ValueError:
        return None


def _composer(lot: list[Courriel]) -> tuple[str, str, str]:
    if len(lot) == 1:
        return lot[0].objet, lot[0].texte, lot[0].html
    objet = f"{len(lot)} nouvelles sur votre espace"
    contexte = {"objet": objet, "courriels": lot, "nombre": len(lot), "lien": f"{settings.ADRESSE_PUBLIQUE}/"}
    texte, html = render_to_string(_TEXTE, contexte), render_to_string(_HTML, contexte)
    return objet, avec_insecables(texte), avec_insecables(html)
