"""Sending the mails of the outbox: a lease first, then SMTP, then the mark.

Killed between SMTP and the mark, a worker leaves a lease that runs out; the mail then leaves once more
under the same Message-ID, which mail servers know how to recognise. Nothing is ever lost.
"""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import Enum
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.signals import courriel_envoye

logger = logging.getLogger(__name__)
DUREE_BAIL: Final = timedelta(minutes=2)
REPRISES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720, 1440, 1440))
DUREE_CONSERVATION: Final = timedelta(days=90)
LOT: Final = 200
_ERREUR_DEFINITIVE: Final = 500


class Issue(Enum):
    """How one attempt ended."""

    RIEN_A_FAIRE = "rien_a_faire"
    ENVOYE = "envoye"
    REMIS_A_PLUS_TARD = "remis_a_plus_tard"
    SERVEUR_INJOIGNABLE = "serveur_injoignable"
    ECHEC = "echec"


def envoyer(*, courriel_id: UUID | None = None) -> Issue:
    """Send one mail that is due: this one, or the next of the outbox.

    Args:
        courriel_id: the mail; None takes the most urgent.

    Exigence: SEC-02, UX-07
    """
    courriel = _reserver(courriel_id)
    if courriel is None:
        return Issue.RIEN_A_FAIRE
    adresse = courriel.destinataire.courriel if courriel.destinataire else courriel.adresse
    if not adresse:
        return _abandonner(courriel, "sans_adresse")
    try:
        _expedier(courriel, adresse)
    except SMTPRecipientsRefused as erreur:
        if all(code >= _ERREUR_DEFINITIVE for code, _ in erreur.recipients.values()):
            return _abandonner(courriel, type(erreur).__name__)
        return _remettre(courriel, erreur)
    except (SMTPException, OSError) as erreur:
        return _remettre(courriel, erreur)
    _marquer(courriel, etat=EtatCourriel.ENVOYE, texte="", html="", envoye_le=timezone.now())
    _annoncer(courriel)
    return Issue.ENVOYE


def balayer() -> int:
    """Send every mail that is due, up to a batch; stop at once when the server cannot be reached.

    Returns:
        How many mails left.

    Exigence: SEC-02, UX-07
    """
    envoyes = 0
    for _ in range(LOT):
        issue = envoyer()
        if issue in {Issue.RIEN_A_FAIRE, Issue.SERVEUR_INJOIGNABLE}:
            break
        envoyes += issue is Issue.ENVOYE
    return envoyes


def effacer_anciens(*, maintenant: datetime | None = None) -> int:
    """Delete the mails that left, or failed for good, more than three months ago; return how many."""
    limite = (maintenant or timezone.now()) - DUREE_CONSERVATION
    finis = Courriel.objects.filter(etat__in=[EtatCourriel.ENVOYE, EtatCourriel.ECHEC], cree_le__lt=limite)
    return finis.delete()[0]


def _dus(maintenant: datetime) -> QuerySet[Courriel]:
    en_attente = Q(etat=EtatCourriel.A_ENVOYER, prochaine_tentative_le__lte=maintenant)
    abandonne_en_route = Q(etat=EtatCourriel.EN_ENVOI, bail_jusqu_a__lte=maintenant)
    return Courriel.objects.filter(en_attente | abandonne_en_route)


def _reserver(courriel_id: UUID | None) -> Courriel | None:
    """Take the lease of one mail; it is ours alone until ``bail_jusqu_a``."""
    maintenant = timezone.now()
    with transaction.atomic():
        dus = _dus(maintenant).select_related("destinataire")
        if courriel_id is not None:
            dus = dus.filter(pk=courriel_id)
        a_prendre = dus.select_for_update(skip_locked=True, of=("self",))
        courriel = a_prendre.order_by("-urgent", "prochaine_tentative_le").first()
        if courriel is None:
            return None
        courriel.etat = EtatCourriel.EN_ENVOI
        courriel.bail_jusqu_a = maintenant + DUREE_BAIL
        courriel.tentatives += 1
        courriel.save(update_fields=["etat", "bail_jusqu_a", "tentatives"])
    return courriel


def _expedier(courriel: Courriel, adresse: str) -> None:
    domaine = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    message = EmailMultiAlternatives(
        subject=courriel.objet,
        body=courriel.texte,
        to=[adresse],
        headers={"Message-ID": f"<{courriel.pk}@{domaine}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(courriel.html, "text/html")
    message.send()


def _remettre(courriel: Courriel, erreur: Exception) -> Issue:
    if courriel.tentatives > len(REPRISES):
        return _abandonner(courriel, type(erreur).__name__)
    _marquer(
        courriel,
        etat=EtatCourriel.A_ENVOYER,
        prochaine_tentative_le=timezone.now() + REPRISES[courriel.tentatives - 1],
        derniere_erreur=type(erreur).__name__[:60],
    )
    joint = isinstance(erreur, SMTPException)
    return Issue.REMIS_A_PLUS_TARD if joint else Issue.SERVEUR_INJOIGNABLE


def _abandonner(courriel: Courriel, erreur: str) -> Issue:
    """Stop trying. The row stays with its text: the address can be mended; no web request can read it."""
    _marquer(courriel, etat=EtatCourriel.ECHEC, derniere_erreur=erreur[:60])
    return Issue.ECHEC


def _annoncer(courriel: Courriel) -> None:
    """Announce a mail that has left; a listener that fails takes nothing back: the mail is gone."""
    for _, issue in courriel_envoye.send_robust(sender=Courriel, courriel=courriel):
        if isinstance(issue, Exception):
            logger.error("mail %s left, a listener failed: %s", courriel.pk, type(issue).__name__)


def _marquer(courriel: Courriel, **champs: object) -> None:
    """Write the end of the attempt, unless the lease has run out and somebody else has taken the mail."""
    sous_notre_bail = Courriel.objects.filter(
        pk=courriel.pk, etat=EtatCourriel.EN_ENVOI, bail_jusqu_a=courriel.bail_jusqu_a
    )
    if sous_notre_bail.update(bail_jusqu_a=None, **champs):
        for champ, valeur in champs.items():
            setattr(courriel, champ, valeur)
