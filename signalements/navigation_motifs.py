"""Where a caisse finds the motifs that it offers."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import EntreeMenu, enregistrer_entree
from signalements.permissions import peut_ouvrir_le_bureau, peut_regler_les_motifs


def regle_les_motifs_sans_bureau(acteur: Acteur) -> bool:
    """Who has a work list finds the motifs beside it; the others have no other way there."""
    return peut_regler_les_motifs(acteur) and not peut_ouvrir_le_bureau(acteur)


enregistrer_entree(
    EntreeMenu(
        libelle="Motifs proposés",
        route="signalements:lister_motifs",
        ordre=330,
        visible=regle_les_motifs_sans_bureau,
        aussi=("signalements:regler_motif",),
    )
)
