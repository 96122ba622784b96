"""What conventions add to the menu."""

from conventions.onglets import Onglet, enregistrer_onglet
from conventions.permissions import peut_lire_convention, peut_lire_partenaires, peut_lire_sa_convention
from espace_partenaires.web.navigation import EntreeMenu, enregistrer_entree

enregistrer_entree(
    EntreeMenu(
        libelle="Partenaires",
        route="conventions:lister_partenaires",
        ordre=300,
        visible=peut_lire_partenaires,
    )
)
enregistrer_entree(
    EntreeMenu(
        libelle="Ma convention",
        route="conventions:ma_convention",
        ordre=400,
        visible=peut_lire_sa_convention,
    )
)

enregistrer_onglet(
    Onglet("ensemble", "Vue d’ensemble", "conventions:voir_convention", 0, peut_lire_convention)
)
enregistrer_onglet(
    Onglet("referents", "Référents et échanges", "conventions:voir_referents", 50, peut_lire_convention)
)
