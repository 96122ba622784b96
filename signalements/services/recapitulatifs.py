"""Each working morning, one mail that says what is late and what soon will be: numbers and a link (DEM-19)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from conventions.models import Caisse
from conventions.rules.calendrier import est_ouvre
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from habilitations.enums import RoleAgent
from habilitations.selectors import agents_de_la_caisse
from signalements.models import Absence
from signalements.notifications import RECAPITULATIF, RECAPITULATIF_CAISSE
from signalements.selectors.charge import ChargeDeLaCaisse, Comptes, charge_de_la_caisse

logger = logging.getLogger(__name__)
# The sweep comes every hour: a morning that was missed is caught up until noon, never in the afternoon.
PREMIERE_HEURE: Final = 8
DERNIERE_HEURE: Final = 11


@dataclass(frozen=True, slots=True)
class _Matin:
    """One caisse's morning: its agents, who is away, what is to be done."""

    instructeurs: dict[int, Utilisateur]
    superviseurs: dict[int, Utilisateur]
    absences: list[Absence]
    charge: ChargeDeLaCaisse

    def siennes(self, agent_id: int) -> Comptes:
        """What is an agent's today: its own, and that of the colleagues it stands in for."""
        remplaces = {a.agent_id for a in self.absences if a.remplacant_id == agent_id}
        return self.charge.de(agent_id, *sorted(remplaces))


def envoyer_recapitulatifs(*, maintenant: datetime | None = None) -> int:
    """Send the digest of the day to the agents of the caisses where a working morning has begun.

    Once a day and an agent, whatever the number of runs; nothing to who has nothing late, near or to take.
    A caisse that fails does not keep the others from theirs.

    Args:
        maintenant: the moment (aware).

    Returns:
        How many mails were written.

    Exigence: DEM-19, UX-07 (S4)
    """
    instant = maintenant or timezone.now()
    envoyes = 0
    for caisse in Caisse.objects.order_by("pk"):
        local = instant.astimezone(ZoneInfo(caisse.fuseau))
        if not PREMIERE_HEURE <= local.hour <= DERNIERE_HEURE:
            continue
        if not est_ouvre(local.date(), caisse.zone_jours_feries):
            continue
        try:
            with transaction.atomic():
                envoyes += _de_la_caisse(caisse, instant, f"jour-{local.date().isoformat()}")
        except DatabaseError:
            logger.exception("digest of caisse %s not written: the next run will", caisse.code)
    return envoyes


def _de_la_caisse(caisse: Caisse, instant: datetime, cle: str) -> int:
    """Write the mails of one caisse; the number of queries does not depend on how many demandes it has."""
    roles = {
        role: {agent.pk: agent for agent in agents_de_la_caisse(caisse.pk, role)}
        for role in (RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR)
    }
    if _deja_envoye(cle, roles[RoleAgent.INSTRUCTEUR].keys() | roles[RoleAgent.SUPERVISEUR].keys()):
        return 0
    jour = instant.astimezone(ZoneInfo(caisse.fuseau)).date()
    matin = _Matin(
        roles[RoleAgent.INSTRUCTEUR],
        roles[RoleAgent.SUPERVISEUR],
        list(Absence.objects.filter(caisse=caisse, du__lte=jour, au__gte=jour)),
        charge_de_la_caisse(caisse.pk, instant),
    )
    return len(_aux_superviseurs(matin, cle)) + len(_aux_instructeurs(matin, cle))


def _deja_envoye(cle: str, agents: Iterable[int]) -> bool:
    cles = [f"{m.code}:{cle}:{pk}" for pk in agents for m in (RECAPITULATIF, RECAPITULATIF_CAISSE)]
    return Courriel.objects.filter(cle_unicite__in=cles).exists()


def _aux_superviseurs(matin: _Matin, cle: str) -> list[Courriel]:
    nombre = en_mots(matin.charge.total, matin.charge.sans_agent)
    if not nombre:
        return []
    absents = {absence.agent_id for absence in matin.absences}
    envoyes = []
    for agent in matin.superviseurs.values():
        if agent.pk not in absents:
            comptes = en_mots(matin.siennes(agent.pk))
            contexte = {"nombre": nombre, "comptes": comptes, "lien": _lien("superviser")}
            envoyes += _un_courriel(RECAPITULATIF_CAISSE, agent, contexte, cle)
    return envoyes


def _aux_instructeurs(matin: _Matin, cle: str) -> list[Courriel]:
    absents = {absence.agent_id for absence in matin.absences}
    envoyes = []
    for agent in matin.instructeurs.values():
        if agent.pk in absents or agent.pk in matin.superviseurs:
            continue
        nombre = en_mots(matin.siennes(agent.pk), matin.charge.sans_agent)
        if nombre:
            contexte = {"nombre": nombre, "lien": _lien("lister_demandes")}
            envoyes += _un_courriel(RECAPITULATIF, agent, contexte, cle)
    return envoyes


def _un_courriel(
    message: MessageType, agent: Utilisateur, contexte: dict[str, str], cle: str
) -> list[Courriel]:
    return notifier(message=message, destinataires=[agent], contexte=contexte, cle_unicite=cle)


def _lien(route: str) -> str:
    return f"{settings.ADRESSE_PUBLIQUE}{reverse(f'signalements:{route}')}"


def en_mots(comptes: Comptes, sans_agent: int = 0) -> str:
    """Say what presses: « 2 en retard, 3 à échéance proche, 1 sans agent »; empty when nothing does.

    Args:
        comptes: late and near.
        sans_agent: open, followed by nobody.
    """
    parts = [
        (comptes.en_retard, "en retard"),
        (comptes.proches, "à échéance proche"),
        (sans_agent, "sans agent"),
    ]
    return ", ".join(f"{nombre} {mot}" for nombre, mot in parts if nombre)
