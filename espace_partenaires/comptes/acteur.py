"""Who acts: computed once per request from what the apps know, never stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur


@dataclass(frozen=True, slots=True)
class Acteur:
    """The account that acts and what it may reach at this moment.

    Attributes:
        utilisateur_id: the account; 0 for the system itself (sweeps).
        profil: one of ``Profil``, or ``"systeme"``.
        roles: roles of an agent (``instructeur``, ``gestionnaire_conventions``, ``superviseur``, ``dpo``);
            for a partner's account, its profile while its rights are open, nothing otherwise.
        caisse_ids: an agent's caisse; for a partner, the caisses with which its conventions are in force.
        partenaire_id: the partenaire of a partner's account.
        second_facteur_exige: whether a second factor is required before anything else (HAB-07).
        structure: words for the header, e.g. « CCAS de Valmont · avec la CPAM du Rhône ».
    """

    utilisateur_id: int
    profil: str
    roles: frozenset[str] = frozenset()
    caisse_ids: frozenset[int] = frozenset()
    partenaire_id: int | None = None
    second_facteur_exige: bool = False
    structure: str = ""

    def a_role(self, *roles: str) -> bool:
        """Tell whether the actor has one of these roles."""
        return not self.roles.isdisjoint(roles)


# Where the middleware puts the actor on the request.
ATTRIBUT_ACTEUR: Final = "acteur"
ACTEUR_SYSTEME: Final = Acteur(utilisateur_id=0, profil="systeme", roles=frozenset({"systeme"}))

Fournisseur = Callable[[Utilisateur, datetime], Acteur]
_fournisseurs: dict[str, Fournisseur] = {}


def enregistrer_fournisseur(profil: Profil, fournisseur: Fournisseur) -> None:
    """Say which function computes the actor of the accounts of this profile (called by ``acteurs.py``)."""
    _fournisseurs[profil.value] = fournisseur


def acteur_de(utilisateur: Utilisateur, maintenant: datetime) -> Acteur:
    """Compute the actor behind an account, at this moment.

    An account whose profile no app claims, or that is inactive, has no right at all.
    """
    fournisseur = _fournisseurs.get(utilisateur.profil)
    if fournisseur is None or not utilisateur.is_active:
        return Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil)
    return fournisseur(utilisateur, maintenant)


def _acteur_administrateur(utilisateur: Utilisateur, _maintenant: datetime) -> Acteur:
    """National admins: reference data in Django admin, no demande (HAB-16)."""
    return Acteur(
        utilisateur_id=utilisateur.pk,
        profil=Profil.ADMINISTRATEUR,
        roles=frozenset({"administrateur"}),
        second_facteur_exige=True,
        structure="Administration nationale",
    )


enregistrer_fournisseur(Profil.ADMINISTRATEUR, _acteur_administrateur)
