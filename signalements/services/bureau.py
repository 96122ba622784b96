"""Whose work is a demande: given to oneself, or by a superviseur to another agent of the caisse (DEM-16)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from habilitations.enums import RoleAgent
from habilitations.selectors import agents_de_la_caisse
from signalements.models import Demande
from signalements.notifications import AFFECTATION
from signalements.permissions import peut_affecter_a_d_autres, peut_superviser
from signalements.selectors.absences import remplacants_du_jour
from signalements.services.verrous import exiger_a_jour, verrouiller

_PARTIE: Final = "elle n’est plus adressée à votre caisse. Rien n’a changé."
_ROLES: Final = (RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR)


@dataclass(frozen=True, slots=True)
class Choix:
    """A demande chosen in a list, as it was seen there.

    Attributes:
        demande_id: the row.
        version: of the demande, as seen.
        agent_id: who followed it, as seen.
    """

    demande_id: int
    version: int | None = None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bilan:
    """What an act on several demandes gave.

    Attributes:
        faites: rows done, or already as wanted.
        refusees: (primary key, refusal) of the others, in order.
    """

    faites: tuple[int, ...]
    refusees: tuple[tuple[int, RegleMetierRefusee], ...]


def affecter(
    *,
    acteur: Acteur,
    demande_id: int,
    agent_id: int,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Give a demande to an agent of the caisse, who is told by mail; changes no clock.

    Args:
        acteur: a superviseur of the caisse.
        demande_id: open.
        agent_id: an active instructeur or superviseur of the caisse.
        version: of the page; ``None`` when the act does not depend on what was read.
        maintenant: the moment (aware).

    Raises:
        HorsPortee: not a superviseur of the caisse; the demande is another caisse's.
        DemandeModifiee: the page is older than the demande.
        RegleMetierRefusee: ``demande_terminee``, ``agent_inconnu``.

    Exigence: DEM-16, HAB-16
    """
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_affecter_a_d_autres(acteur, demande))
        exiger_a_jour(demande, version)
        agent = _agent_de(demande.caisse_id, agent_id)
        if _confier(acteur, demande, agent):
            _prevenir([demande], agent, acteur, maintenant or timezone.now())
    return demande


def affecter_en_lot(
    *, acteur: Acteur, choix: Sequence[Choix], agent_id: int, maintenant: datetime | None = None
) -> Bilan:
    """Give several demandes to an agent: each on its own, what could not be is told; one mail for all.

    A demande that somebody else was given meanwhile is left to them.

    Args:
        acteur: a superviseur of the caisse.
        choix: the demandes, as they were seen.
        agent_id: an active instructeur or superviseur of the caisse.
        maintenant: the moment (aware).

    Raises:
        HorsPortee: as ``affecter``.

    Exigence: DEM-16, HAB-16, HAB-17
    """
    exiger(autorise=peut_superviser(acteur))
    confiees: list[Demande] = []

    def confier(un: Choix) -> None:
        demande = verrouiller(acteur, un.demande_id)
        exiger(autorise=peut_affecter_a_d_autres(acteur, demande))
        agent = _agent_de(demande.caisse_id, agent_id)
        if demande.agent_id not in {un.agent_id, agent_id}:
            raise RegleMetierRefusee(
                "deja_affectee",
                "elle a été confiée entre-temps à quelqu’un d’autre. Rien n’a changé : choisissez-la de nouveau.",
            )
        if _confier(acteur, demande, agent):
            confiees.append(demande)

    bilan = en_lot(choix, confier)
    if confiees:
        agent = _agent_de(confiees[0].caisse_id, agent_id)
        _prevenir(confiees, agent, acteur, maintenant or timezone.now())
    return bilan


def en_lot(choix: Collection[Choix], acte: Callable[[Choix], object]) -> Bilan:
    """Do an act on several demandes, each in a transaction of its own, in one order for everybody.

    Two agents who chose the same rows take them in the same order: neither waits for the other for ever.

    Args:
        choix: the demandes.
        acte: what is done to each; ``RegleMetierRefusee`` leaves that one as it was.

    Exigence: DEM-16
    """
    faites: list[int] = []
    refusees: list[tuple[int, RegleMetierRefusee]] = []
    for un in sorted(choix, key=lambda un: un.demande_id):
        try:
            with transaction.atomic():
                acte(un)
        except RegleMetierRefusee as refus:
            refusees.append((un.demande_id, refus))
        except HorsPortee:
            # Chosen when it was there, transferred meanwhile: the others must not suffer from it.
            refusees.append((un.demande_id, RegleMetierRefusee("partie", _PARTIE)))
        else:
            faites.append(un.demande_id)
    return Bilan(tuple(faites), tuple(refusees))


def _agent_de(caisse_id: int, agent_id: int) -> Utilisateur:
    agent: Utilisateur | None = agents_de_la_caisse(caisse_id, *_ROLES).filter(pk=agent_id).first()
    if agent is None:
        raise RegleMetierRefusee(
            "agent_inconnu",
            "Choisissez un instructeur ou un superviseur de votre caisse, dont le compte est actif.",
        )
    return agent


def _confier(acteur: Acteur, demande: Demande, agent: Utilisateur) -> bool:
    """Write the agent; tell whether anything changed."""
    if demande.close_le is not None:
        raise RegleMetierRefusee(
            "demande_terminee", "Cette demande est terminée : elle n’a plus à être suivie."
        )
    if demande.agent_id == agent.pk:
        return False
    demande.agent = agent
    demande.save(update_fields=["agent"])
    consigner(
        acteur=acteur,
        action="signalements.affecter",
        objet=demande,
        details={"reference": demande.reference},
    )
    return True


def _prevenir(demandes: Sequence[Demande], agent: Utilisateur, acteur: Acteur, maintenant: datetime) -> None:
    """Tell the agent, and who stands in for it, in one mail; nobody is told of what it did itself."""
    premiere = demandes[0]
    destinataires = [agent, *remplacants_du_jour(agent.pk, premiere.caisse, maintenant)]
    if len(demandes) == 1:
        chemin = reverse("signalements:traiter_demande", kwargs={"cle": premiere.cle})
    else:
        chemin = f"{reverse('signalements:lister_demandes')}?vue=miennes"
    nombre = "une demande" if len(demandes) == 1 else f"{len(demandes)} demandes"
    notifier(
        message=AFFECTATION,
        destinataires=[compte for compte in destinataires if compte.pk != acteur.utilisateur_id],
        contexte={"nombre": nombre, "lien": f"{settings.ADRESSE_PUBLIQUE}{chemin}"},
    )
