"""What the caisse decides and hands over adds to the menu and to the pages of a demande."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import EntreeMenu, enregistrer_entree
from signalements.permissions import peut_ouvrir_le_bureau, peut_repondre_aux_orientations
from signalements.selectors.orientations import nombre_en_attente, orientations_de
from signalements.views.suite_volets import volet_consigne, volet_document, volet_fin
from signalements.volets import enregistrer_volet_agent, enregistrer_volet_partenaire


def a_des_orientations(acteur: Acteur) -> bool:
    """Tell whether a technicien's structure was ever entrusted with somebody: most never are."""
    return peut_repondre_aux_orientations(acteur) and orientations_de(acteur).exists()


enregistrer_entree(
    EntreeMenu(
        libelle="Orientations",
        route="signalements:lister_orientations",
        ordre=104,
        visible=peut_ouvrir_le_bureau,
        aussi=("signalements:nouvelle_orientation",),
    )
)
enregistrer_entree(
    EntreeMenu(
        libelle="Orientations",
        route="signalements:orientations_recues",
        ordre=115,
        visible=a_des_orientations,
        compteur=nombre_en_attente,
    )
)
enregistrer_volet_agent("document", "signalements/suivi/_document.html", volet_document, 10)
enregistrer_volet_partenaire("document", "signalements/suivi/_document.html", volet_document, 5)
enregistrer_volet_partenaire("suite", "signalements/suivi/_fin.html", volet_fin, 4)
enregistrer_volet_partenaire("consigne", "signalements/suivi/_consigne.html", volet_consigne, 9)
