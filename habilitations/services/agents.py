"""Agents of the caisses and national admins: created by a national admin (HAB-16)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from conventions.models import Caisse
from conventions.services.droits import nom_du_groupe, preparer_groupes
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from habilitations.enums import RoleAgent
from habilitations.models import Agent
from habilitations.permissions import peut_administrer_agents
from habilitations.services.ouverture import Identite, envoyer_invitation, nouveau_compte

RACINE_ADMINISTRATEUR: Final = "n-cnam"


@transaction.atomic
def creer_agent(
    *,
    acteur: Acteur,
    caisse_id: int,
    civilite: str,
    nom: str,
    prenom: str,
    fonction: str,
    courriel: str,
    telephone: str,
    roles: Collection[str],
    maintenant: datetime | None = None,
) -> Agent:
    """Create the account of an agent in one caisse, with its roles, and send the invitation.

    Args:
        acteur: a national admin.
        caisse_id: the caisse, for life.
        civilite: code of ``Civilite``.
        nom: family name.
        prenom: first name.
        fonction: what the person does.
        courriel: professional address.
        telephone: professional phone.
        roles: codes of ``RoleAgent``; they combine.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor is no national admin, or the caisse does not exist.
        RegleMetierRefusee: ``roles`` when there is none.

    Exigence: HAB-16
    """
    maintenant = maintenant or timezone.now()
    # The caisse is locked: identifiers of its agents are given one after the other.
    caisse = Caisse.objects.select_for_update(no_key=True).filter(pk=caisse_id).first()
    exiger(autorise=peut_administrer_agents(acteur))
    if caisse is None:
        raise HorsPortee
    choisis = _roles(roles)
    identite = Identite(civilite, nom, prenom, fonction, courriel, telephone)
    utilisateur = nouveau_compte(f"a-{caisse.code}", Profil.AGENT, identite)
    agent = Agent.objects.create(utilisateur=utilisateur, caisse=caisse)
    _donner_les_roles(agent, choisis)
    envoyer_invitation(acteur, utilisateur, caisse.libelle, maintenant)
    consigner(acteur=acteur, action="habilitations.agent_cree", objet=agent, details=_en_codes(choisis))
    return agent


@transaction.atomic
def affecter_agent(*, acteur: Acteur, agent_id: int, roles: Collection[str]) -> Agent:
    """Give an agent these roles in its caisse, and no other.

    Args:
        acteur: a national admin.
        agent_id: the agent.
        roles: codes of ``RoleAgent``.

    Raises:
        HorsPortee: when the actor is no national admin, or the agent does not exist.
        RegleMetierRefusee: ``roles`` when there is none.

    Exigence: HAB-16
    """
    agent = Agent.objects.select_related("caisse").select_for_update(of=("self",)).filter(pk=agent_id).first()
    exiger(autorise=peut_administrer_agents(acteur))
    if agent is None:
        raise HorsPortee
    choisis = _roles(roles)
    _donner_les_roles(agent, choisis)
    consigner(acteur=acteur, action="habilitations.roles_changes", objet=agent, details=_en_codes(choisis))
    return agent


@transaction.atomic
def creer_administrateur(
    *,
    acteur: Acteur,
    civilite: str,
    nom: str,
    prenom: str,
    fonction: str,
    courriel: str,
    telephone: str,
    maintenant: datetime | None = None,
) -> Utilisateur:
    """Create the account of a national admin and send the invitation (the first one: ``createsuperuser``).

    Args:
        acteur: a national admin.
        civilite: code of ``Civilite``.
        nom: family name.
        prenom: first name.
        fonction: what the person does.
        courriel: professional address.
        telephone: professional phone.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor is no national admin.

    Exigence: HAB-16
    """
    maintenant = maintenant or timezone.now()
    exiger(autorise=peut_administrer_agents(acteur))
    identite = Identite(civilite, nom, prenom, fonction, courriel, telephone)
    utilisateur = nouveau_compte(RACINE_ADMINISTRATEUR, Profil.ADMINISTRATEUR, identite)
    utilisateur.is_staff = True
    utilisateur.is_superuser = True
    utilisateur.save(update_fields=["is_staff", "is_superuser"])
    envoyer_invitation(acteur, utilisateur, "administration nationale", maintenant)
    consigner(acteur=acteur, action="habilitations.administrateur_cree", objet=utilisateur)
    return utilisateur


def roles_de(agent: Agent) -> frozenset[str]:
    """Return the roles of an agent in its caisse, from its groups."""
    groupes = frozenset(agent.utilisateur.groups.values_list("name", flat=True))
    return frozenset(role.value for role in RoleAgent if nom_du_groupe(agent.caisse.code, role) in groupes)


def _roles(roles: Collection[str]) -> frozenset[RoleAgent]:
    choisis = frozenset(RoleAgent(role) for role in roles)
    if not choisis:
        raise RegleMetierRefusee("roles", "Choisissez au moins un rôle : sans rôle, l’agent ne verrait rien.")
    return choisis


def _en_codes(roles: frozenset[RoleAgent]) -> dict[str, bool]:
    return {role.value: role in roles for role in RoleAgent}


def _donner_les_roles(agent: Agent, roles: frozenset[RoleAgent]) -> None:
    preparer_groupes(agent.caisse)
    noms = [nom_du_groupe(agent.caisse.code, role) for role in roles]
    # Another role leaves what the agent follows as it is.
    suivis = agent.utilisateur.groups.filter(partenairegroupobjectpermission__isnull=False)
    agent.utilisateur.groups.set([*Group.objects.filter(name__in=noms), *suivis.distinct()])
