"""Opening an act of the caisse on a demande: locked, allowed, up to date, and followed by somebody (DEM-16)."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from signalements.models import Demande
from signalements.permissions import peut_instruire
from signalements.services.verrous import exiger_a_jour, verrouiller


def ouvrir_l_acte(acteur: Acteur, demande_id: int, version: int | None) -> Demande:
    """Lock a demande for an act of the caisse; followed by nobody, it is from now on by the agent who acts.

    Args:
        acteur: who acts.
        demande_id: the demande.
        version: of the page; ``None`` when the act does not depend on what was read.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        DemandeModifiee: the page was older than the demande.

    Exigence: DEM-16, UX-05
    """
    demande = ouvrir_sans_suivre(acteur, demande_id, version)
    suivre(acteur, demande)
    return demande


def ouvrir_sans_suivre(acteur: Acteur, demande_id: int, version: int | None) -> Demande:
    """Lock a demande for an act after which the caisse has nothing left to follow.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        DemandeModifiee: the page was older than the demande.
    """
    demande = verrouiller(acteur, demande_id)
    exiger(autorise=peut_instruire(acteur, demande))
    exiger_a_jour(demande, version)
    return demande


def suivre(acteur: Acteur, demande: Demande) -> None:
    """Make the agent who acts follow a locked demande that no active account follows; changes no clock.

    Called before the rule of the act: a refusal takes it back, with the transaction.

    Exigence: DEM-16, HAB-16
    """
    if demande.agent is None or not demande.agent.is_active:
        confier(demande, acteur.utilisateur_id)


def confier(demande: Demande, agent_id: int) -> None:
    """Write who follows a locked demande, whoever did before; changes no clock."""
    demande.agent_id = agent_id
    demande.save(update_fields=["agent"])
