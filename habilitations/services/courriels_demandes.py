"""Whom a request about gestionnaires is told to: the caisse when it waits, the structure when it is decided."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue
from habilitations.effets import gestionnaires_actifs
from habilitations.enums import NatureDemande, RoleAgent
from habilitations.models import DemandeHabilitation
from habilitations.notifications import DEMANDE_RECUE
from habilitations.rules.demandes import echeance, reference
from habilitations.selectors import agents_a_prevenir

_EN_MOTS: Final[dict[str, str]] = {
    NatureDemande.HABILITER: "habiliter un gestionnaire",
    NatureDemande.MODIFIER: "modifier les coordonnées d’un gestionnaire",
    NatureDemande.INACTIVER: "inactiver un gestionnaire",
}


def terme_de(demande: DemandeHabilitation) -> date:
    """Return the last day the caisse has for a request read with its caisse."""
    caisse = demande.caisse
    return echeance(
        demande.nature,
        demande.demandee_le,
        demande.souhaitee_le,
        ZoneInfo(caisse.fuseau),
        caisse.zone_jours_feries,
    )


def prevenir_la_caisse(
    demande: DemandeHabilitation, message: MessageType = DEMANDE_RECUE, *roles: RoleAgent
) -> None:
    """Write to the agents who decide, and to those of other roles if asked: structure, reference, term, link.

    Args:
        demande: the request, with its caisse and its partenaire.
        message: what is told; it never leaves twice for one request.
        roles: roles told beside the gestionnaires de conventions.

    Exigence: HAB-04, HAB-09, HAB-10
    """
    destinataires = agents_a_prevenir(
        demande.partenaire_id, demande.caisse_id, RoleAgent.GESTIONNAIRE_CONVENTIONS, *roles
    )
    notifier(
        message=message,
        destinataires=destinataires,
        contexte={
            "reference": reference(demande.cle),
            "nature": _EN_MOTS[demande.nature],
            "structure": demande.partenaire.libelle,
            "echeance": date_longue(terme_de(demande)),
            "lien": _lien("habilitations:traiter_demande", demande),
        },
        cle_unicite=str(demande.pk),
    )


def prevenir_la_structure(demande: DemandeHabilitation, message: MessageType, **en_plus: str) -> None:
    """Write to the active gestionnaires of the structure what became of a request.

    Args:
        demande: the request, with its caisse and its partenaire.
        message: what is told; it never leaves twice for one request.
        en_plus: what this message says besides (``date``, ``motif``).

    Exigence: HAB-04, HAB-09, HAB-10
    """
    notifier(
        message=message,
        destinataires=gestionnaires_actifs(demande.partenaire_id),
        contexte={
            "reference": reference(demande.cle),
            "nature": _EN_MOTS[demande.nature],
            "structure": demande.partenaire.libelle,
            "caisse": demande.caisse.libelle,
            "lien": _lien("habilitations:voir_demande", demande),
            **en_plus,
        },
        cle_unicite=str(demande.pk),
    )


def _lien(route: str, demande: DemandeHabilitation) -> str:
    return f"{settings.ADRESSE_PUBLIQUE}{reverse(route, kwargs={'cle': demande.cle})}"
