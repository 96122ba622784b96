"""Where superviseurs find the reply models of their caisse (DEM-16)."""

from espace_partenaires.web.navigation import EntreeMenu, enregistrer_entree
from signalements.permissions import peut_ecrire_les_modeles

enregistrer_entree(
    EntreeMenu(
        libelle="Modèles de réponse",
        route="signalements:lister_modeles",
        ordre=330,
        visible=peut_ecrire_les_modeles,
        aussi=("signalements:creer_modele",),
    )
)
