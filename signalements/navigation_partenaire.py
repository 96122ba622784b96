"""What the techniciens find in the menu and on their home page (UX-06)."""

from espace_partenaires.web.navigation import BlocAccueil, EntreeMenu, enregistrer_bloc, enregistrer_entree
from signalements.views.depot_services import (
    est_technicien,
    peut_deposer_une_demande,
    peut_lire_l_historique,
)
from signalements.views.suivi_accueil import contexte_suivi

enregistrer_entree(
    EntreeMenu(
        libelle="Nouvelle demande",
        route="signalements:nouvelle_demande",
        ordre=100,
        visible=peut_deposer_une_demande,
        action_accueil=True,
    )
)
enregistrer_entree(
    EntreeMenu(
        libelle="Historique",
        route="signalements:historique",
        ordre=110,
        visible=peut_lire_l_historique,
    )
)
enregistrer_bloc(
    BlocAccueil(
        cle="demandes",
        gabarit="signalements/suivi/bloc_demandes.html",
        ordre=10,
        visible=est_technicien,
        contexte=contexte_suivi,
    )
)
