"""Mails that come back: what a delivery report says of a message of ours (UX-07)."""

import logging
import uuid
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Final

from django.db import transaction
from django.db.models import Q

from espace_partenaires.notifications.annonces import annoncer
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.expedition import cle_de
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.refus import rapport_d_adresse_refusee
from espace_partenaires.notifications.signals import adresse_refusee

logger = logging.getLogger(__name__)
# Kept in ``Courriel.derniere_erreur``: a code, never the address nor the words of the server.
ADRESSE_REFUSEE: Final = "adresse_refusee"
# The mail came back for a reason that the partenaire cannot mend: our relay, a policy, a full mailbox.
REMISE_REFUSEE: Final = "remise_refusee"
TAILLE_LUE: Final = 1_000_000
# What the parser of the standard library raises on a mail made to break it: too deep, cut, absurd headers.
_ILLISIBLE: Final = (
    RecursionError,
    MessageError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
)
_EN_TETES: Final = ("Message-ID", "Original-Message-ID", "X-Original-Message-ID")


def recevoir_rebond(rapport: bytes) -> int:
    """Note the messages that a delivery report says refused for good; safe to run twice.

    Only reports in the standard form are read (multipart/report, RFC 3464), only permanent failures
    (status 5.x.x), only about messages that the portal sent. Anything else changes nothing, whoever wrote it.
    Only a fault of the address is announced: of the others the row, and the log, keep that the mail failed.

    Args:
        rapport: the mail received, at most ``TAILLE_LUE`` bytes of it.

    Returns:
        How many messages are now known to be refused.

    Exigence: UX-07
    """
    try:
        raison, cles = _messages_refuses(rapport[:TAILLE_LUE])
    except _ILLISIBLE:
        return 0
    if not cles:
        return 0
    with transaction.atomic():
        partis = Courriel.objects.select_for_update().filter(etat=EtatCourriel.ENVOYE)
        refuses = list(partis.filter(Q(pk__in=cles) | Q(groupe__in=cles)).order_by("pk"))
        for courriel in refuses:
            courriel.etat, courriel.derniere_erreur = EtatCourriel.ECHEC, raison
            courriel.save(update_fields=["etat", "derniere_erreur"])
    if raison == ADRESSE_REFUSEE:
        annoncer(adresse_refusee, refuses)
    elif refuses:
        logger.warning("%s mails came back, and not for a fault of their address", len(refuses))
    return len(refuses)


def _messages_refuses(rapport: bytes) -> tuple[str, set[uuid.UUID]]:
    """Return why a report says that messages of ours were refused for good, and which; none for any other mail."""
    message = BytesParser(policy=policy.default).parsebytes(rapport)
    if not isinstance(message, EmailMessage) or message.get_content_type() != "multipart/report":
        return "", set()
    parties = list(message.walk())
    refus = [partie for partie in parties if _est_un_refus(partie)]
    if not refus:
        return "", set()
    raison = ADRESSE_REFUSEE if any(map(_est_celui_de_l_adresse, refus)) else REMISE_REFUSEE
    return raison, {cle for partie in parties if partie is not message for cle in _cles(partie)}


def _est_un_refus(partie: Message) -> bool:
    """Tell whether a group of fields is that of a recipient refused for good (RFC 3464, 2.3)."""
    action, statut = str(partie.get("Action", "")), str(partie.get("Status", ""))
    return action.strip().casefold() == "failed" and statut.strip().startswith("5.")


def _est_celui_de_l_adresse(partie: Message) -> bool:
    return rapport_d_adresse_refusee(str(partie.get("Status", "")), str(partie.get("Diagnostic-Code", "")))


def _cles(partie: Message) -> Iterator[uuid.UUID]:
    """Return what a part names of ours, whether the message is quoted whole or only its headers."""
    textes = [str(partie.get(nom, "")) for nom in _EN_TETES]
    if partie.get_content_type() == "text/rfc822-headers":
        cites = BytesParser(policy=policy.default).parsebytes(_octets(partie), headersonly=True)
        textes += [str(cites.get(nom, "")) for nom in _EN_TETES]
    for texte in textes:
        cle = cle_de(texte)
        if cle is not None:
            yield cle


def _octets(partie: Message) -> bytes:
    contenu = partie.get_payload(decode=True)
    return contenu if isinstance(contenu, bytes) else b""
