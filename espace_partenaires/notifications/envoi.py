"""Sending the mails of the outbox: a lease first, then SMTP, then the mark.

Killed between SMTP and the mark, a worker leaves a lease that runs out; the mail, or the group, then leaves
once more under the same Message-ID, which mail servers know how to recognise. Nothing is ever lost.
"""

from datetime import datetime, timedelta
from enum import Enum
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import Final
from uuid import UUID

from django.utils import timezone

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.annonces import annoncer
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.expedition import expedier
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.rebonds import ADRESSE_REFUSEE
from espace_partenaires.notifications.refus import est_une_adresse_refusee
from espace_partenaires.notifications.registre import MessageType, messages
from espace_partenaires.notifications.reservation import reserver
from espace_partenaires.notifications.signals import adresse_refusee, courriel_envoye

REPRISES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720, 1440, 1440))
DUREE_CONSERVATION: Final = timedelta(days=90)
LOT: Final = 200
COMPTE_FERME: Final = "compte_ferme"
PLUS_LISIBLE: Final = "plus_lisible"
_FERME: Final = 421
# The server says no, or nothing, whatever the mail.
_DU_SERVEUR: Final = (SMTPAuthenticationError, SMTPConnectError, SMTPHeloError, SMTPServerDisconnected)


class Issue(Enum):
    """How one attempt ended."""

    RIEN_A_FAIRE = "rien_a_faire"
    ENVOYE = "envoye"
    REMIS_A_PLUS_TARD = "remis_a_plus_tard"
    SERVEUR_INJOIGNABLE = "serveur_injoignable"
    ECHEC = "echec"


def envoyer(*, courriel_id: UUID | None = None) -> Issue:
    """Send one mail that is due: this message, or the next of the outbox, with what leaves with it.

    Args:
        courriel_id: the message; None takes the most urgent.

    Exigence: SEC-02, UX-07
    """
    lot = reserver(courriel_id)
    if not lot:
        return Issue.RIEN_A_FAIRE
    utiles = _encore_utiles(lot)
    if not utiles:
        return Issue.ECHEC
    compte = utiles[0].destinataire
    adresse = compte.courriel if compte else utiles[0].adresse
    return _remettre_au_serveur(utiles, adresse) if adresse else _abandonner(utiles, "sans_adresse")


def _remettre_au_serveur(lot: list[Courriel], adresse: str) -> Issue:
    try:
        expedier(lot, adresse)
    except SMTPRecipientsRefused as erreur:
        if not _vient_de_l_adresse(erreur):
            return _reprendre_plus_tard(lot, erreur)
        issue = _abandonner(lot, ADRESSE_REFUSEE)
        annoncer(adresse_refusee, lot)
        return issue
    except (SMTPException, OSError) as erreur:
        return _reprendre_plus_tard(lot, erreur)
    except ValueError as erreur:
        # It cannot even be written (an address, a header): trying again would hold the others back.
        return _abandonner(lot, type(erreur).__name__)
    _marquer(lot, etat=EtatCourriel.ENVOYE, texte="", html="", lien="", envoye_le=timezone.now())
    annoncer(courriel_envoye, lot)
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


def _reprendre_plus_tard(lot: list[Courriel], erreur: Exception) -> Issue:
    tentatives = lot[0].tentatives
    if tentatives > len(REPRISES):
        return _abandonner(lot, type(erreur).__name__)
    _marquer(
        lot,
        etat=EtatCourriel.A_ENVOYER,
        prochaine_tentative_le=timezone.now() + REPRISES[tentatives - 1],
        derniere_erreur=type(erreur).__name__[:60],
    )
    return Issue.SERVEUR_INJOIGNABLE if _vient_du_serveur(erreur) else Issue.REMIS_A_PLUS_TARD


def _vient_de_l_adresse(erreur: SMTPRecipientsRefused) -> bool:
    reponses = erreur.recipients.values()
    return all(est_une_adresse_refusee(code, texte.decode(errors="replace")) for code, texte in reponses)


def _vient_du_serveur(erreur: Exception) -> bool:
    """Tell whether the next mail would meet the same refusal: then the sweep stops."""
    if isinstance(erreur, SMTPRecipientsRefused):
        return any(code == _FERME for code, _ in erreur.recipients.values())
    if isinstance(erreur, SMTPResponseException) and erreur.smtp_code == _FERME:
        return True
    return isinstance(erreur, _DU_SERVEUR) or not isinstance(erreur, SMTPException)


def _encore_utiles(lot: list[Courriel]) -> list[Courriel]:
    """Leave out what the account has no use for any more: it has ended, or may not open the link, since it was written."""
    compte = lot[0].destinataire
    if compte is None:
        return lot
    declares = {message.code: message for message in messages()}
    utiles = []
    for courriel in lot:
        raison = _sans_usage(declares.get(courriel.message), compte, courriel.lien)
        if raison:
            _marquer([courriel], etat=EtatCourriel.ECHEC, derniere_erreur=raison, texte="", html="", lien="")
        else:
            utiles.append(courriel)
    return utiles


def _sans_usage(message: MessageType | None, compte: Utilisateur, lien: str) -> str:
    if message is None:
        return ""
    if message.au_compte_ouvert and not compte.is_active:
        return COMPTE_FERME
    perdu = message.encore_lisible is not None and not message.encore_lisible(compte, lien)
    return PLUS_LISIBLE if perdu else ""


def _abandonner(lot: list[Courriel], erreur: str) -> Issue:
    """Stop trying. The rows stay with their text: the address can be mended; no web request can read it."""
    _marquer(lot, etat=EtatCourriel.ECHEC, derniere_erreur=erreur[:60])
    return Issue.ECHEC


def _marquer(lot: list[Courriel], **champs: object) -> None:
    """Write the end of the attempt, unless the lease has run out and somebody else has taken the mail."""
    sous_notre_bail = Courriel.objects.filter(
        pk__in=[courriel.pk for courriel in lot],
        etat=EtatCourriel.EN_ENVOI,
        bail_jusqu_a=lot[0].bail_jusqu_a,
    )
    if sous_notre_bail.update(bail_jusqu_a=None, **champs):
        for courriel in lot:
            for champ, valeur in champs.items():
                setattr(courriel, champ, valeur)
