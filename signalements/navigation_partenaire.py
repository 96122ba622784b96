"""What the techniciens find in the menu and on their home page (UX-06)."""

from espace_partenaires.web.navigation import EntreeMenu, enregistrer_entree
from signalements.views.depot_services import peut_deposer_une_demande

enregistrer_entree(
    EntreeMenu(
        libelle="Nouvelle demande",
        route="signalements:nouvelle_demande",
        ordre=100,
        visible=peut_deposer_une_demande,
        action_accueil=True,
    )
)
