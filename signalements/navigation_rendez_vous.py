"""What meetings add to the menus, and to the pages of a demande, on both sides."""

from espace_partenaires.web.navigation import EntreeMenu, enregistrer_entree
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.views.depot_services import est_technicien
from signalements.views.rendez_vous_presentation import volet_de_l_agent, volet_du_partenaire
from signalements.volets import enregistrer_volet_agent, enregistrer_volet_partenaire

enregistrer_entree(
    EntreeMenu(
        libelle="Rendez-vous",
        route="signalements:mes_rendez_vous",
        ordre=105,
        visible=peut_ouvrir_le_bureau,
        aussi=("signalements:lister_permanences",),
    )
)
enregistrer_entree(
    EntreeMenu(libelle="Permanences", route="signalements:permanences", ordre=115, visible=est_technicien)
)
enregistrer_volet_agent("rendez-vous", "signalements/rendez_vous/_volet_agent.html", volet_de_l_agent, 5)
enregistrer_volet_partenaire(
    "rendez-vous", "signalements/rendez_vous/_volet_partenaire.html", volet_du_partenaire, 5
)
