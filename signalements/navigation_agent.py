"""What the agents find in the menu and on their home page (UX-06)."""

from datetime import datetime
from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import BlocAccueil, EntreeMenu, enregistrer_bloc, enregistrer_entree
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.selectors import Vue, comptes_des_vues, liste_de_travail
from signalements.views.agent_presentation import LigneDeTravail, adresse_de, lignes_de_travail

_SUR_L_ACCUEIL: Final = 5


def nombre_a_prendre(acteur: Acteur) -> int:
    """Count what nobody has taken in charge yet (bounded)."""
    return comptes_des_vues(acteur, vues=[Vue.A_PRENDRE])[Vue.A_PRENDRE].nombre


def _premieres(acteur: Acteur, vue: Vue, maintenant: datetime) -> list[LigneDeTravail]:
    page = liste_de_travail(acteur, vue, taille=_SUR_L_ACCUEIL, maintenant=maintenant)
    return lignes_de_travail(page.lignes, acteur, maintenant)


def contexte_echeances(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return what is late and what falls due within 48 hours, the latest first, with both counts."""
    comptes = comptes_des_vues(acteur, maintenant, [Vue.EN_RETARD, Vue.ECHEANCE])
    return {
        "lignes": _premieres(acteur, Vue.ECHEANCE, maintenant),
        "retard": comptes[Vue.EN_RETARD],
        "mots_retard": f"{comptes[Vue.EN_RETARD]} en retard",
        "adresse_retard": adresse_de(Vue.EN_RETARD),
        "echeance": comptes[Vue.ECHEANCE],
        "adresse_echeance": adresse_de(Vue.ECHEANCE),
    }


def contexte_miennes(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return what this agent follows, with how many there are."""
    return {
        "lignes": _premieres(acteur, Vue.MIENNES, maintenant),
        "compte": comptes_des_vues(acteur, maintenant, [Vue.MIENNES])[Vue.MIENNES],
        "adresse": adresse_de(Vue.MIENNES),
        "adresse_a_prendre": adresse_de(Vue.A_PRENDRE),
    }


enregistrer_entree(
    EntreeMenu(
        libelle="Demandes",
        route="signalements:lister_demandes",
        ordre=100,
        visible=peut_ouvrir_le_bureau,
        compteur=nombre_a_prendre,
    )
)
enregistrer_bloc(
    BlocAccueil(
        cle="echeances",
        gabarit="signalements/agent/bloc_echeances.html",
        ordre=10,
        visible=peut_ouvrir_le_bureau,
        contexte=contexte_echeances,
    )
)
enregistrer_bloc(
    BlocAccueil(
        cle="mes-demandes",
        gabarit="signalements/agent/bloc_miennes.html",
        ordre=20,
        visible=peut_ouvrir_le_bureau,
        contexte=contexte_miennes,
    )
)
