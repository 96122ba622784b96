"""Who the partner's follow-up screens are for."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil


def suit_des_demandes(acteur: Acteur) -> bool:
    """A technicien of a structure; gestionnaires read no demande, agents have pages of their own (acces.md)."""
    return acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None
