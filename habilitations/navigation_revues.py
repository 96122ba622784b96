"""Where reviews are found: menu, home page of gestionnaires, page of a partenaire."""

from datetime import datetime
from typing import Final

from django.urls import reverse

from conventions.models import Partenaire
from conventions.volets import enregistrer_volet
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import BlocAccueil, EntreeMenu, enregistrer_bloc, enregistrer_entree
from habilitations.models import Revue
from habilitations.permissions import peut_demander, peut_suivre_les_revues
from habilitations.selectors_revues import avancements, jour_de_la_revue, revue_ouverte

REVUES_DU_VOLET: Final = 5


def a_une_revue_ouverte(acteur: Acteur) -> bool:
    """Tell whether a review waits for this gestionnaire."""
    return (
        peut_demander(acteur)
        and Revue.objects.visibles_par(acteur)
        .filter(partenaire=acteur.partenaire_id, close_le__isnull=True)
        .exists()
    )


def contexte_revue(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Say how many accounts wait, and until when."""
    revue = revue_ouverte(acteur)
    if revue is None:
        return {}
    return {
        "revue": revue,
        "en_retard": jour_de_la_revue(revue, maintenant) > revue.echeance,
        "url": reverse("habilitations:repondre_revue", kwargs={"cle": revue.cle}),
    }


def contexte_volet(acteur: Acteur, partenaire: Partenaire, _maintenant: datetime) -> dict[str, object]:
    """Give an agent the up-to-date table of a partenaire and, to those who follow them, its last reviews."""
    suit = peut_suivre_les_revues(acteur)
    revues = Revue.objects.visibles_par(acteur).filter(partenaire=partenaire).order_by("-ouverte_le", "-pk")
    dernieres = list(revues[:REVUES_DU_VOLET]) if suit else []
    avances = avancements(dernieres)
    return {
        "partenaire": partenaire,
        "suit": suit,
        "revues": [(revue, avances[revue.pk]) for revue in dernieres],
    }


def brancher() -> None:
    """Add all of it (called by ``navigation.py``)."""
    enregistrer_entree(
        EntreeMenu(
            libelle="Revue d’habilitation",
            route="habilitations:lister_revues",
            ordre=110,
            visible=peut_demander,
        )
    )
    enregistrer_bloc(
        BlocAccueil(
            cle="revue",
            gabarit="habilitations/revues/bloc_revue.html",
            ordre=10,
            visible=a_une_revue_ouverte,
            contexte=contexte_revue,
            largeur="demi",
        )
    )
    enregistrer_volet("revues", "habilitations/revues/volet.html", contexte_volet)
