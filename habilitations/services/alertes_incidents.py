"""Telling of a compromised account: every caisse bound to it, at once; its holder; whoever reported."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import exiger
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.queueing import reveiller
from espace_partenaires.web.dates import date_et_heure, date_simple
from habilitations.effets import gestionnaires_actifs
from habilitations.enums import EtatHabilitation, OrigineIncident, RoleAgent
from habilitations.models import Incident
from habilitations.notifications_incidents import (
    COMPTE_SIGNALE,
    COMPTE_SIGNALE_AU_TITULAIRE,
    COMPTE_SIGNALE_ET_INACTIVE,
    JOURNAL_REUNI,
    SIGNALEMENT_CLOS,
    SIGNALEMENT_RECU,
    SIGNALEMENT_TRAITE,
)
from habilitations.rules.incidents import reference
from habilitations.selectors import agents_de_la_caisse
from habilitations.selectors_incidents import caisses_concernees

# How far back the sweep looks for what a lost wake-up left untold.
REPRISE: Final = timedelta(days=3)
_SUIVENT: Final = (RoleAgent.GESTIONNAIRE_CONVENTIONS, RoleAgent.SUPERVISEUR)


def faire_alerter(incident: Incident) -> None:
    """Have the workers write to the caisses, once committed: nobody else sees the agents of every caisse."""
    reveiller("habilitations.alerter_les_caisses", incident_id=incident.pk)


@transaction.atomic
def alerter_les_caisses(*, acteur: Acteur = ACTEUR_SYSTEME, incident_id: int) -> int:
    """Write to the agents of every caisse bound to the account; to their DPO, that the journal is gathered.

    Safe to run twice: nobody gets the same mail again.

    Args:
        acteur: the system.
        incident_id: the report.

    Returns:
        How many mails were asked for.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-12 (S1u 4.1, section 10)
    """
    exiger(autorise=acteur.a_role("systeme"))
    incident = Incident.objects.select_related(
        "caisse", "partenaire", "habilitation__utilisateur", "habilitation__partenaire"
    ).get(pk=incident_id)
    gele = incident.gele_le is not None
    nombre = 0
    if incident.origine != OrigineIncident.CAISSE:
        message = COMPTE_SIGNALE_ET_INACTIVE if gele else COMPTE_SIGNALE
        nombre += _ecrire(incident, message, *_SUIVENT, *(() if gele else (RoleAgent.DPO,)))
    if gele:
        nombre += _ecrire(incident, JOURNAL_REUNI, RoleAgent.DPO)
    return nombre


def balayer_alertes(*, maintenant: datetime | None = None) -> None:
    """Take up the reports whose wake-up was lost: nobody was told yet, or the DPO not of the journal.

    Args:
        maintenant: the moment.

    Exigence: HAB-12, SEC-02
    """
    depuis = (maintenant or timezone.now()) - REPRISE
    recents = Incident.objects.filter(Q(declare_le__gte=depuis) | Q(gele_le__gte=depuis)).order_by("pk")
    for incident in recents:
        alerte = incident.origine == OrigineIncident.CAISSE or _deja_ecrit(
            incident, COMPTE_SIGNALE, COMPTE_SIGNALE_ET_INACTIVE
        )
        reuni = incident.gele_le is None or _deja_ecrit(incident, JOURNAL_REUNI)
        if not (alerte and reuni):
            alerter_les_caisses(incident_id=incident.pk)


def ecrire_au_titulaire(incident: Incident) -> None:
    """Tell the holder of an active account that somebody reported it; nothing about who, one mail a day at most.

    Anybody may report: the caisse reads every report, the person's mailbox is not filled with them.

    Exigence: HAB-12
    """
    habilitation = incident.habilitation
    if habilitation is None or habilitation.etat != EtatHabilitation.ACTIVE:
        return
    notifier(
        message=COMPTE_SIGNALE_AU_TITULAIRE,
        destinataires=[habilitation.utilisateur],
        contexte={
            "prenom_destinataire": habilitation.utilisateur.prenom,
            "structure": habilitation.partenaire.libelle,
            "identifiant": habilitation.utilisateur.identifiant,
            "caisse": incident.caisse.libelle,
            "date": date_simple(incident.declare_le.astimezone(ZoneInfo(incident.caisse.fuseau)).date()),
            "lien": _adresse("habilitations:signaler_mon_compte"),
        },
        cle_unicite=f"{habilitation.cle}:{incident.declare_le:%Y%m%d}",
    )


def accuser_reception(adresse: str, caisse: Caisse, declaree_le: datetime) -> None:
    """Acknowledge a public report: nothing about any account, and one mail an hour to an address at most.

    Args:
        adresse: the one typed on the form: nobody has proved to hold it.
        caisse: the caisse chosen.
        declaree_le: when the form was sent (aware).

    Exigence: HAB-12, SEC-01
    """
    notifier(
        message=SIGNALEMENT_RECU,
        destinataires=[adresse.lower()],
        contexte={
            "caisse": caisse.libelle,
            "date": date_et_heure(declaree_le, ZoneInfo(caisse.fuseau)),
        },
        cle_unicite=declaree_le.strftime("%Y%m%d%H"),
    )


def ecrire_la_cloture(incident: Incident) -> None:
    """Tell the structure how it ended; to whoever used the public form, only that it was handled.

    Exigence: HAB-12 (S1u 4.1)
    """
    if incident.origine == OrigineIncident.PUBLIQUE and incident.courriel:
        notifier(
            message=SIGNALEMENT_TRAITE,
            destinataires=[incident.courriel],
            contexte={
                "date": date_simple(incident.declare_le.astimezone(ZoneInfo(incident.caisse.fuseau)).date()),
            },
            cle_unicite=str(incident.cle),
        )
    if incident.habilitation is None or incident.partenaire_id is None:
        return
    for compte in gestionnaires_actifs(incident.partenaire_id):
        notifier(
            message=SIGNALEMENT_CLOS,
            destinataires=[compte],
            contexte={
                "prenom_destinataire": compte.prenom,
                "reference": reference(incident.cle),
                "identifiant": incident.habilitation.utilisateur.identifiant,
                "caisse": incident.caisse.libelle,
                "motif": incident.get_conclusion_display(),
                "lien": _adresse("habilitations:voir_incident", incident),
            },
            cle_unicite=str(incident.cle),
        )


def _ecrire(incident: Incident, message: MessageType, *roles: RoleAgent) -> int:
    agents: list[Utilisateur] = [
        agent
        for caisse_id in caisses_concernees(incident)
        for agent in agents_de_la_caisse(caisse_id, *roles)
    ]
    contexte = {
        "reference": reference(incident.cle),
        "nature": incident.get_nature_display(),
        "structure": incident.partenaire.libelle if incident.partenaire else "structure à vérifier",
        "identifiant": _identifiant(incident),
        "lien": _adresse("habilitations:voir_incident", incident),
    }
    notifier(message=message, destinataires=agents, contexte=contexte, cle_unicite=str(incident.cle))
    return len(agents)


def _identifiant(incident: Incident) -> str:
    # What somebody typed on the public form is read on the portal only.
    if incident.habilitation is None:
        return "compte à retrouver"
    return incident.habilitation.utilisateur.identifiant


def _deja_ecrit(incident: Incident, *messages: MessageType) -> bool:
    return any(
        Courriel.objects.filter(cle_unicite__startswith=f"{message.code}:{incident.cle}:").exists()
        for message in messages
    )


def _adresse(route: str, incident: Incident | None = None) -> str:
    chemin = reverse(route, kwargs={"cle": incident.cle} if incident else None)
    return f"{settings.ADRESSE_PUBLIQUE}{chemin}"
