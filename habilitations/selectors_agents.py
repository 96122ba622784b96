"""What the pages of the agents of a caisse read (HAB-16)."""

from collections import defaultdict
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q

from conventions.models import Caisse, CaisseGroupObjectPermission
from conventions.services.droits import ROLE_DE_LA_PERMISSION, nom_du_groupe_de_suivi
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import RoleAgent
from habilitations.models import Agent


@dataclass(frozen=True, slots=True)
class AgentDeLaCaisse:
    """One agent of the list.

    Attributes:
        compte: its account.
        roles: its roles, in their usual order; those of a closed account are what it had.
        second_facteur: whether the account has one.
        suivis: how many partenaires it follows.
    """

    compte: Utilisateur
    roles: tuple[RoleAgent, ...]
    second_facteur: bool
    suivis: int


def agents_et_roles(caisse: Caisse) -> list[AgentDeLaCaisse]:
    """Return the agents of a caisse with their roles, open accounts first, by name; two queries.

    Exigence: HAB-16 (card)
    """
    facteurs = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    suivi = Q(groups__name__startswith=nom_du_groupe_de_suivi(caisse.code, ""))
    comptes = (
        Utilisateur.objects.filter(agent__in=Agent.objects.filter(caisse=caisse), efface_le__isnull=True)
        .annotate(second_facteur=Exists(facteurs), suivis=Count("groups", filter=suivi))
        .order_by("-is_active", "nom", "prenom", "pk")
    )
    roles = _roles_par_compte(caisse)
    return [
        AgentDeLaCaisse(
            compte=compte,
            roles=tuple(role for role in RoleAgent if role in roles[compte.pk]),
            second_facteur=compte.second_facteur,
            suivis=compte.suivis,
        )
        for compte in comptes
    ]


def _roles_par_compte(caisse: Caisse) -> dict[int, set[str]]:
    droits = CaisseGroupObjectPermission.objects.filter(content_object=caisse, group__user__isnull=False)
    roles: dict[int, set[str]] = defaultdict(set)
    for compte, permission in droits.values_list("group__user", "permission__codename"):
        roles[compte].add(ROLE_DE_LA_PERMISSION.get(permission, ""))
    return roles
