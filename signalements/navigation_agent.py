"""What the agents find in the menu and on their home page (UX-06): by what is to be done."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import BlocAccueil, EntreeMenu, enregistrer_bloc, enregistrer_entree
from signalements.models.rendez_vous import ETATS_VIVANTS
from signalements.permissions import peut_ouvrir_le_bureau, peut_superviser
from signalements.selectors import Vue, comptes_des_vues, liste_de_travail
from signalements.selectors.absences import absences_en_cours
from signalements.selectors.rendez_vous import rendez_vous_visibles
from signalements.views.agent_presentation import (
    LigneDeTravail,
    adresse_de,
    lignes_de_travail,
    nom_en_initiale,
)
from signalements.views.bureau_presence import contexte_presence
from signalements.volets import enregistrer_volet_agent

_SUR_L_ACCUEIL: Final = 5
_A_LIRE: Final = (Vue.A_PRENDRE, Vue.COMPLETEES, Vue.SANS_AGENT, Vue.PREUVE)


def nombre_a_prendre(acteur: Acteur) -> int:
    """Count what nobody has taken in charge or read yet (bounded)."""
    return comptes_des_vues(acteur, vues=[Vue.A_PRENDRE])[Vue.A_PRENDRE].nombre


def _premieres(acteur: Acteur, vue: Vue, maintenant: datetime) -> list[LigneDeTravail]:
    page = liste_de_travail(acteur, vue, taille=_SUR_L_ACCUEIL, maintenant=maintenant)
    return lignes_de_travail(page.lignes, acteur, maintenant)


def contexte_echeances(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return what is late and what soon will be, the latest first, with both counts."""
    comptes = comptes_des_vues(acteur, maintenant, [Vue.EN_RETARD, Vue.ECHEANCE])
    return {
        "lignes": _premieres(acteur, Vue.ECHEANCE, maintenant),
        "retard": comptes[Vue.EN_RETARD],
        "mots_retard": f"{comptes[Vue.EN_RETARD]} en retard",
        "adresse_retard": adresse_de(Vue.EN_RETARD),
        "echeance": comptes[Vue.ECHEANCE],
        "adresse_echeance": adresse_de(Vue.ECHEANCE),
    }


def contexte_a_lire(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return how many demandes wait to be taken, read or given to somebody, and what partners answered."""
    comptes = comptes_des_vues(acteur, maintenant, _A_LIRE)
    return {
        "comptes": [(str(vue.label), adresse_de(vue), comptes[vue]) for vue in _A_LIRE],
        "completees": _premieres(acteur, Vue.COMPLETEES, maintenant),
        "superviseur": peut_superviser(acteur),
    }


def contexte_miennes(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return what this agent follows, for itself or for an absent colleague, with how many there are."""
    remplacees = [
        a for a in absences_en_cours(acteur, maintenant) if a.remplacant_id == acteur.utilisateur_id
    ]
    return {
        "lignes": _premieres(acteur, Vue.MIENNES, maintenant),
        "compte": comptes_des_vues(acteur, maintenant, [Vue.MIENNES])[Vue.MIENNES],
        "adresse": adresse_de(Vue.MIENNES),
        "adresse_a_prendre": adresse_de(Vue.A_PRENDRE),
        "remplacements": [(nom_en_initiale(absence.agent), absence.au) for absence in remplacees],
    }


def contexte_du_jour(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return the agent's own meetings of the day it is at its caisse."""
    caisse = Caisse.objects.visibles_par(acteur).order_by("pk").first()
    fuseau = ZoneInfo(caisse.fuseau) if caisse else ZoneInfo("UTC")
    minuit = maintenant.astimezone(fuseau).replace(hour=0, minute=0, second=0, microsecond=0)
    siens = rendez_vous_visibles(acteur).filter(agent=acteur.utilisateur_id, etat__in=ETATS_VIVANTS)
    du_jour = siens.filter(debut__gte=minuit, debut__lt=minuit + timedelta(days=1)).order_by("debut", "pk")
    return {
        "rendez_vous": [
            (rendez_vous, rendez_vous.debut.astimezone(fuseau)) for rendez_vous in du_jour[:_SUR_L_ACCUEIL]
        ]
    }


enregistrer_entree(
    EntreeMenu(
        libelle="Demandes",
        route="signalements:lister_demandes",
        ordre=100,
        visible=peut_ouvrir_le_bureau,
        compteur=nombre_a_prendre,
        aussi=(
            "signalements:chercher_par_nom",
            "signalements:lister_vues",
            "signalements:gerer_absences",
            "signalements:superviser",
        ),
    )
)
for _cle, _gabarit, _ordre, _contexte in (
    ("echeances", "signalements/agent/bloc_echeances.html", 10, contexte_echeances),
    ("a-lire", "signalements/agent/bloc_a_lire.html", 15, contexte_a_lire),
    ("mes-demandes", "signalements/agent/bloc_mes_demandes.html", 20, contexte_miennes),
    ("rendez-vous-du-jour", "signalements/agent/bloc_rendez_vous_du_jour.html", 30, contexte_du_jour),
):
    enregistrer_bloc(
        BlocAccueil(
            cle=_cle,
            gabarit=_gabarit,
            ordre=_ordre,
            visible=peut_ouvrir_le_bureau,
            contexte=_contexte,
            largeur="demi" if _cle == "rendez-vous-du-jour" else "pleine",
        )
    )
enregistrer_volet_agent("presence", "signalements/bureau/_presence.html", contexte_presence, 0)
