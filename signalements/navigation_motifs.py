"""Where a caisse finds the motifs that it offers."""

from espace_partenaires.web.navigation import EntreeMenu, enregistrer_entree
from signalements.permissions import peut_regler_les_motifs

enregistrer_entree(
    EntreeMenu(
        libelle="Motifs proposés",
        route="signalements:lister_motifs",
        ordre=330,
        visible=peut_regler_les_motifs,
        aussi=("signalements:regler_motif",),
    )
)
