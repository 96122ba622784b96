"""Sweeps of this app: each is safe to run twice, and nothing is lost when it does not run."""

from uuid import UUID

from celery import shared_task

from habilitations.services import (
    adresses,
    alertes_incidents,
    annonces,
    avertissements,
    declarations,
    effacements,
    executions,
    fins,
    relances_revues,
)
from habilitations.services.invitations import expirer_invitations


@shared_task(name="habilitations.balayer_invitations")
def balayer_invitations() -> None:
    """Mark late invitations, batch after batch; they hold no seat since their hour anyway."""
    while expirer_invitations():
        pass


@shared_task(name="habilitations.balayer_fins")
def balayer_fins() -> None:
    """Inactivate the accounts whose last convention has ended, should its announcement have been missed."""
    fins.balayer_fins()


@shared_task(name="habilitations.prevenir_les_caisses")
def prevenir_les_caisses(*, fait_id: int) -> None:
    """Tell the other caisses of a partenaire that an account was closed for security."""
    annonces.prevenir_les_caisses(fait_id=fait_id)


@shared_task(name="habilitations.balayer_annonces")
def balayer_annonces() -> None:
    """Tell the caisses that a lost wake-up left untold, write the hours of mails that left, or came back."""
    annonces.balayer_annonces()
    adresses.balayer_adresses()


@shared_task(name="habilitations.executer_demandes")
def executer_demandes() -> None:
    """Do what the hour asks of the requests about gestionnaires, then remind the caisses of those that wait."""
    executions.executer_demandes()
    executions.rappeler_demandes()


@shared_task(name="habilitations.balayer_revues")
def balayer_revues() -> None:
    """Send the mails of open reviews, give their notice, close those whose time is over."""
    relances_revues.balayer_revues()


@shared_task(name="habilitations.reprendre_declarations")
def reprendre_declarations(*, declaration_id: str = "") -> None:
    """Make reports of what the public form received: this one, or all that wait."""
    if declaration_id:
        declarations.reprendre_declaration(declaration_id=UUID(declaration_id))
    else:
        declarations.reprendre_tout()


@shared_task(name="habilitations.alerter_les_caisses")
def alerter_les_caisses(*, incident_id: int) -> None:
    """Tell every caisse bound to an account that it is compromised, and the DPO that its journal is gathered."""
    alertes_incidents.alerter_les_caisses(incident_id=incident_id)


@shared_task(name="habilitations.balayer_alertes")
def balayer_alertes() -> None:
    """Tell the caisses of the reports that a lost wake-up left untold."""
    alertes_incidents.balayer_alertes()


@shared_task(name="habilitations.effacer_comptes")
def effacer_comptes() -> None:
    """Erase the accounts, requests and reports whose six months are over."""
    effacements.effacer_comptes()


@shared_task(name="habilitations.avertir_des_effacements")
def avertir_des_effacements() -> None:
    """Announce the deletions that come near."""
    avertissements.avertir_des_effacements()
