"""Who may deposit a file, and take it back."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.pieces.models import PieceJointe


def peut_deposer(acteur: Acteur, *, caisse_id: int, partenaire_id: int | None) -> bool:
    """Tell whether an actor may deposit a file for this caisse: an agent for its own, a partner for itself."""
    if caisse_id not in acteur.caisse_ids:
        return False
    if acteur.profil == Profil.AGENT:
        return True
    return partenaire_id is not None and acteur.partenaire_id == partenaire_id


def peut_effacer(acteur: Acteur, piece: PieceJointe) -> bool:
    """Tell whether an actor may erase this content: its author, or the system when its time has come."""
    return acteur.a_role("systeme") or piece.auteur_id == acteur.utilisateur_id
