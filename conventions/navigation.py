"""What conventions add to the menu."""

from conventions.menu_du_dpo import contexte_des_analyses, est_dpo, fiches_a_analyser
from conventions.onglets import Onglet, enregistrer_onglet
from conventions.permissions import (
    a_des_comites,
    est_du_cote_de_la_caisse,
    peut_lire_convention,
    peut_lire_partenaires,
    peut_lire_sa_convention,
    peut_regler_sa_caisse,
)
from conventions.selectors_reseau import est_referent_d_un_reseau
from conventions.views.caisses import autres_voies
from conventions.views.calendrier import contexte_a_faire, est_gestionnaire_des_conventions
from conventions.views.coupures import contexte_volet
from conventions.views.interlocuteurs import contacts_du_partenaire
from conventions.views.lectures_assistance import aide_au_support
from conventions.views.ma_convention import contexte_coupures, est_coupe
from conventions.views.points import contexte_points
from conventions.volets import enregistrer_volet
from espace_partenaires.web.blocs import AIDE, SECOURS, BlocDePage, enregistrer_bloc_de_page
from espace_partenaires.web.navigation import BlocAccueil, EntreeMenu, enregistrer_bloc, enregistrer_entree

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
enregistrer_onglet(
    Onglet(
        "interlocuteurs", "Interlocuteurs", "conventions:interlocuteurs_convention", 55, peut_lire_convention
    )
)
enregistrer_volet("interlocuteurs", "conventions/interlocuteurs/_du_partenaire.html", contacts_du_partenaire)
enregistrer_entree(
    EntreeMenu(libelle="Ma caisse", route="conventions:ma_caisse", ordre=350, visible=peut_regler_sa_caisse)
)
enregistrer_entree(
    EntreeMenu(
        libelle="Interlocuteurs",
        route="conventions:interlocuteurs",
        ordre=450,
        visible=peut_lire_sa_convention,
    )
)
enregistrer_bloc_de_page(
    BlocDePage(AIDE, "support", "conventions/assistance/bloc_aide.html", 0, aide_au_support)
)
enregistrer_bloc_de_page(
    BlocDePage(SECOURS, "services", "conventions/assistance/bloc_secours.html", 0, autres_voies)
)
enregistrer_onglet(
    Onglet("droits", "Droits ouverts", "conventions:droits_ouverts", 20, est_du_cote_de_la_caisse)
)
enregistrer_volet("acces", "conventions/droits/volet_acces.html", contexte_volet)
enregistrer_bloc(
    BlocAccueil("acces-coupe", "conventions/droits/bloc_coupure.html", 0, est_coupe, contexte_coupures)
)
enregistrer_entree(
    EntreeMenu(
        libelle="Conventions de mon réseau",
        route="conventions:conventions_du_reseau",
        ordre=320,
        visible=est_referent_d_un_reseau,
    )
)
enregistrer_onglet(Onglet("comites", "Comités", "conventions:lister_comites", 60, a_des_comites))
enregistrer_bloc(
    BlocAccueil(
        "points-nationaux",
        "conventions/comites/bloc_points.html",
        30,
        est_referent_d_un_reseau,
        contexte_points,
        largeur="demi",
    )
)

enregistrer_onglet(Onglet("fiches", "Fiches action", "conventions:lister_fiches", 70, peut_lire_convention))
enregistrer_entree(
    EntreeMenu(
        libelle="Registre des échanges",
        route="conventions:registre_des_echanges",
        ordre=360,
        visible=est_dpo,
        compteur=fiches_a_analyser,
    )
)
enregistrer_bloc(
    BlocAccueil(
        "analyses",
        "conventions/fiches/bloc_dpo.html",
        35,
        est_dpo,
        contexte_des_analyses,
        largeur="demi",
    )
)
enregistrer_onglet(Onglet("calendrier", "Calendrier", "conventions:calendrier", 10, peut_lire_convention))
enregistrer_bloc(
    BlocAccueil(
        cle="conventions-a-faire",
        gabarit="conventions/calendrier/bloc_a_faire.html",
        ordre=40,
        visible=est_gestionnaire_des_conventions,
        contexte=contexte_a_faire,
        largeur="demi",
    )
)
enregistrer_onglet(
    Onglet("courriers", "Courriers et fin", "conventions:lister_courriers", 40, peut_lire_convention)
)
enregistrer_onglet(
    Onglet("termes", "Termes et avenants", "conventions:voir_termes", 30, peut_lire_convention)
)
enregistrer_onglet(Onglet("documents", "Documents", "conventions:lister_documents", 80, peut_lire_convention))
