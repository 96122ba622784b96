"""What habilitations add to the menu, the home page and the page of a partenaire."""

from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse

from conventions.effets import enregistrer_effet, enregistrer_gestionnaires
from conventions.models import Partenaire
from conventions.permissions import peut_regler_suivi
from conventions.selectors import caisses_en_vigueur
from conventions.views.lectures import caisse_de
from conventions.volets import enregistrer_volet
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.web.navigation import (
    BlocAccueil,
    EntreeMenu,
    LienDuCompte,
    enregistrer_bloc,
    enregistrer_entree,
    enregistrer_lien_du_compte,
)
from habilitations.effets import CLE, compter_les_comptes, gestionnaires_actifs
from habilitations.enums import EtatHabilitation
from habilitations.menu_demandes import brancher_les_demandes
from habilitations.models import Habilitation
from habilitations.navigation_incidents import brancher as brancher_les_incidents
from habilitations.navigation_revues import brancher as brancher_les_revues
from habilitations.permissions import peut_gerer_gestionnaires
from habilitations.selectors import effectif, suiveurs
from habilitations.views.tableau import jauges_du_partenaire, tableau_des_comptes


def est_gestionnaire(acteur: Acteur) -> bool:
    """A gestionnaire whose rights are open."""
    return acteur.profil == Profil.GESTIONNAIRE and acteur.a_role(Profil.GESTIONNAIRE)


def contexte_invitations(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Count the invitations of techniciens that nobody has answered yet."""
    compte = (
        Habilitation.objects.visibles_par(acteur)
        .vivantes(maintenant)
        .filter(etat=EtatHabilitation.INVITEE, profil=Profil.TECHNICIEN)
        .aggregate(nombre=Count("pk"), prochaine=Min("invitation_expire_le"))
    )
    return {**compte, "variante": "", "url": reverse("habilitations:lister_comptes")}


def contexte_places(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Count the seats of the gestionnaire's structure."""
    partenaire_id = acteur.partenaire_id or 0
    membres = effectif(partenaire_id, maintenant)
    return {
        "jauges": jauges_du_partenaire(partenaire_id, membres, maintenant).values(),
        "url": reverse("habilitations:lister_comptes"),
    }


def contexte_suivi(acteur: Acteur, partenaire: Partenaire, _maintenant: datetime) -> dict[str, object]:
    """Name the agents of the reader's caisse who follow a partenaire."""
    caisse = caisse_de(acteur)
    return {
        "suiveurs": list(suiveurs(partenaire.pk, caisse.pk)),
        "peut_regler": peut_regler_suivi(acteur, caisse.pk),
        "url": reverse("habilitations:designer_suiveurs", kwargs={"cle": partenaire.cle}),
    }


def contexte_volet(acteur: Acteur, partenaire: Partenaire, maintenant: datetime) -> dict[str, object]:
    """Word the accounts of a partenaire for an agent of its caisse."""
    tableau = tableau_des_comptes(acteur, partenaire, maintenant)
    gerantes = caisses_en_vigueur(partenaire.pk, maintenant)
    peut_gerer = peut_gerer_gestionnaires(acteur, gerantes)
    return {
        "tableau": tableau,
        "maintenant": maintenant,
        "peut_gerer": peut_gerer,
        "peut_habiliter": peut_gerer and tableau.gestionnaires.places.libres > 0,
        "url_habiliter": reverse("habilitations:habiliter_gestionnaire", kwargs={"cle": partenaire.cle}),
    }


enregistrer_entree(
    EntreeMenu(libelle="Comptes", route="habilitations:lister_comptes", ordre=100, visible=est_gestionnaire)
)
enregistrer_bloc(
    BlocAccueil(
        cle="invitations",
        gabarit="habilitations/bloc_invitations.html",
        ordre=20,
        visible=est_gestionnaire,
        contexte=contexte_invitations,
        largeur="demi",
    )
)
enregistrer_bloc(
    BlocAccueil(
        cle="places",
        gabarit="habilitations/bloc_places.html",
        ordre=30,
        visible=est_gestionnaire,
        contexte=contexte_places,
        largeur="demi",
    )
)
enregistrer_volet("comptes", "habilitations/volet_comptes.html", contexte_volet)
enregistrer_effet(CLE, compter_les_comptes)
enregistrer_gestionnaires(CLE, gestionnaires_actifs)
enregistrer_volet("suivi", "habilitations/agents/volet_suivi.html", contexte_suivi)
enregistrer_lien_du_compte(
    LienDuCompte("Ce que ce compte peut faire, et pourquoi", "habilitations:mes_droits")
)
brancher_les_incidents()
brancher_les_demandes()
brancher_les_revues()
