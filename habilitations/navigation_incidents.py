"""What compromised accounts add to the home page and the pages open to all."""

from datetime import datetime

from django.urls import reverse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import (
    BlocAccueil,
    enregistrer_bloc,
    enregistrer_lien_public,
)
from habilitations.permissions import peut_traiter_incidents
from habilitations.selectors_incidents import incidents_a_traiter, nombre_a_traiter
from habilitations.views.presentation_incidents import lignes_d_incidents

ROUTE = "habilitations:lister_incidents"
LIGNES_A_L_ACCUEIL = 5


def a_un_compte(acteur: Acteur) -> bool:
    """Hold an account of a partenaire whose rights are open."""
    return acteur.partenaire_id is not None and bool(acteur.roles)


def contexte_incidents(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Word the oldest reports that wait."""
    incidents = incidents_a_traiter(acteur).select_related(
        "caisse", "partenaire", "habilitation__utilisateur"
    )
    return {
        "lignes": lignes_d_incidents(incidents[:LIGNES_A_L_ACCUEIL], maintenant),
        "nombre": nombre_a_traiter(acteur),
        "url": reverse(ROUTE),
    }


def brancher() -> None:
    """Register them (called by ``navigation.py``)."""
    enregistrer_bloc(
        BlocAccueil(
            cle="comptes-compromis",
            gabarit="habilitations/incidents/bloc.html",
            ordre=5,
            visible=lambda acteur: peut_traiter_incidents(acteur) and nombre_a_traiter(acteur) > 0,
            contexte=contexte_incidents,
        )
    )
    enregistrer_lien_public(
        "Mon compte est compromis\u00a0: prévenir la caisse sans me connecter",
        "habilitations:signaler_compte_compromis",
        ["connexion", "securite", "aide"],
    )
    enregistrer_lien_public(
        "Signaler que mon compte est compromis", "habilitations:signaler_mon_compte", ["compte"], a_un_compte
    )
