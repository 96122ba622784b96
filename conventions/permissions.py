"""Who may do what with partenaires and conventions (acces.md).

Agents' roles come from the object permissions on their caisse (HAB-16); ``systeme`` is the portal itself
(demonstration data, sweeps).
"""

from conventions.models import Convention
from espace_partenaires.comptes.acteur import Acteur

GESTIONNAIRE_CONVENTIONS = "gestionnaire_conventions"
SUPERVISEUR = "superviseur"
ROLES_AGENT = ("instructeur", GESTIONNAIRE_CONVENTIONS, SUPERVISEUR, "dpo")


def est_le_systeme(acteur: Acteur) -> bool:
    """The portal itself."""
    return acteur.a_role("systeme")


def peut_lire_partenaires(acteur: Acteur) -> bool:
    """An agent of a caisse, whatever its role."""
    return acteur.a_role(*ROLES_AGENT) and bool(acteur.caisse_ids)


def peut_gerer_conventions(acteur: Acteur, caisse_id: int) -> bool:
    """A gestionnaire de conventions, for its own caisse."""
    return est_le_systeme(acteur) or (
        acteur.a_role(GESTIONNAIRE_CONVENTIONS) and caisse_id in acteur.caisse_ids
    )


def peut_regler_services(acteur: Acteur, caisse_id: int) -> bool:
    """A gestionnaire de conventions or a superviseur, for its own caisse."""
    return est_le_systeme(acteur) or (
        acteur.a_role(GESTIONNAIRE_CONVENTIONS, SUPERVISEUR) and caisse_id in acteur.caisse_ids
    )


def peut_ecrire_convention(acteur: Acteur, convention: Convention) -> bool:
    """A gestionnaire de conventions of one of the caisses that are party to it."""
    caisses = convention.parties.filter(caisse__isnull=False).values_list("caisse_id", flat=True)
    return est_le_systeme(acteur) or any(
        peut_gerer_conventions(acteur, caisse_id) for caisse_id in caisses if caisse_id is not None
    )


def peut_lire_sa_convention(acteur: Acteur) -> bool:
    """The accounts of a partenaire read their own conventions (NOV-02)."""
    return acteur.profil in {"technicien", "gestionnaire"} and acteur.partenaire_id is not None
