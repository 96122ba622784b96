"""What the requests about gestionnaires add to the menu and to the home page of the agents (UX-06)."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import BlocAccueil, EntreeMenu, enregistrer_bloc, enregistrer_entree
from habilitations.permissions import peut_demander, peut_ouvrir_le_bureau
from habilitations.selectors_bureau import nombre_a_decider
from habilitations.selectors_incidents import nombre_a_traiter
from habilitations.views.bureau import contexte_du_bloc


def nombre_qui_attend(acteur: Acteur) -> int:
    """Count what waits behind « Habilitations »: requests to decide, compromised accounts to treat."""
    return nombre_a_decider(acteur) + nombre_a_traiter(acteur)


def brancher_les_demandes() -> None:
    """Register them; called once by ``habilitations.navigation``."""
    enregistrer_entree(
        EntreeMenu(
            libelle="Demandes à la caisse",
            route="habilitations:lister_demandes",
            ordre=110,
            visible=peut_demander,
        )
    )
    enregistrer_entree(
        EntreeMenu(
            libelle="Habilitations",
            route="habilitations:bureau_habilitations",
            ordre=310,
            visible=peut_ouvrir_le_bureau,
            compteur=nombre_qui_attend,
            aussi=(
                "habilitations:lister_incidents",
                "habilitations:lister_campagnes",
                "habilitations:lister_revues",
                "habilitations:lister_agents",
                "habilitations:lister_comptes",
            ),
        )
    )
    enregistrer_bloc(
        BlocAccueil(
            cle="habilitations-a-decider",
            gabarit="habilitations/bureau_bloc.html",
            ordre=25,
            visible=peut_ouvrir_le_bureau,
            contexte=contexte_du_bloc,
            largeur="demi",
        )
    )
