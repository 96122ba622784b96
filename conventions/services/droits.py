"""The groups that hold agents' rights (HAB-16): few rows, one per caisse and role, one per partenaire followed."""

from collections.abc import Sequence
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from conventions.models import (
    Caisse,
    CaisseGroupObjectPermission,
    Partenaire,
    PartenaireGroupObjectPermission,
)

PERMISSION_DU_ROLE: Final[dict[str, str]] = {
    "instructeur": "instruire",
    "gestionnaire_conventions": "gerer_conventions",
    "superviseur": "superviser",
    "dpo": "proteger_donnees",
}
PERMISSION_DE_SUIVI: Final = "suivre"
ROLE_DE_LA_PERMISSION: Final[dict[str, str]] = {code: role for role, code in PERMISSION_DU_ROLE.items()}


def nom_du_groupe(code_caisse: str, role: str) -> str:
    """Return the name of the group of a role in a caisse: ``caisse:691:instructeur``."""
    return f"caisse:{code_caisse}:{role}"


def nom_du_groupe_de_suivi(code_caisse: str, numero: str) -> str:
    """Return the name of the group of the agents of a caisse who follow a partenaire: ``caisse:691:partenaire:0491``."""
    return f"caisse:{code_caisse}:partenaire:{numero}"


def preparer_groupes(*caisses: Caisse) -> None:
    """Create the groups of these caisses with their object permission; safe to run twice.

    Exigence: HAB-16 (card)
    """
    permissions = _permissions()
    attendus = {
        nom_du_groupe(caisse.code, role): (caisse, permissions[code])
        for caisse in caisses
        for role, code in PERMISSION_DU_ROLE.items()
    }
    with transaction.atomic():
        Group.objects.bulk_create([Group(name=nom) for nom in attendus], ignore_conflicts=True)
        _accorder(attendus)


def preparer_groupe_de_suivi(caisse: Caisse, partenaire: Partenaire) -> Group:
    """Create the group of the agents of a caisse who follow a partenaire, with its object permission; safe to run twice.

    Exigence: HAB-16 (card)
    """
    groupe, _ = Group.objects.get_or_create(name=nom_du_groupe_de_suivi(caisse.code, partenaire.numero))
    permission = Permission.objects.get(
        content_type=ContentType.objects.get_for_model(Partenaire), codename=PERMISSION_DE_SUIVI
    )
    PartenaireGroupObjectPermission.objects.get_or_create(
        group=groupe, permission=permission, content_object=partenaire
    )
    return groupe


def _accorder(attendus: dict[str, tuple[Caisse, Permission]]) -> None:
    """Give each group its permission on its caisse."""
    groupes = Group.objects.filter(name__in=attendus)
    CaisseGroupObjectPermission.objects.bulk_create(
        [
            CaisseGroupObjectPermission(
                group=groupe, permission=attendus[groupe.name][1], content_object=attendus[groupe.name][0]
            )
            for groupe in groupes
        ],
        ignore_conflicts=True,
    )


def _permissions() -> dict[str, Permission]:
    """Return the four permissions of a caisse, by code name."""
    genre = ContentType.objects.get_for_model(Caisse)
    codes: Sequence[str] = list(PERMISSION_DU_ROLE.values())
    return {p.codename: p for p in Permission.objects.filter(content_type=genre, codename__in=codes)}
