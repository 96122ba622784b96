"""Addresses of how a desk is organised: saved views, search, absences, presence, load."""

from django.urls import path

from signalements.views import (
    bureau_absences,
    bureau_charge,
    bureau_lot,
    bureau_presence,
    bureau_recherche,
    bureau_vues,
)

patrons = [
    path("bureau/lot/", bureau_lot.agir_en_lot, name="agir_en_lot"),
    path("bureau/recherche/", bureau_recherche.chercher_demande, name="chercher_demande"),
    path("bureau/recherche/nom/", bureau_recherche.chercher_par_nom, name="chercher_par_nom"),
    path("bureau/recherche/<uuid:cle>/", bureau_recherche.voir_recherche, name="voir_recherche"),
    path("bureau/vues/", bureau_vues.lister_vues, name="lister_vues"),
    path("bureau/vues/nouvelle/", bureau_vues.garder_vue, name="garder_vue"),
    path("bureau/vues/<uuid:cle>/", bureau_vues.changer_vue, name="changer_vue"),
    path("bureau/vues/<uuid:cle>/suppression/", bureau_vues.oublier_vue, name="oublier_vue"),
    path("bureau/absences/", bureau_absences.gerer_absences, name="gerer_absences"),
    path(
        "bureau/absences/<uuid:cle>/suppression/",
        bureau_absences.supprimer_une_absence,
        name="supprimer_absence",
    ),
    path("bureau/charge/", bureau_charge.superviser, name="superviser"),
    path("bureau/<uuid:cle>/presence/", bureau_presence.signaler_presence, name="signaler_presence"),
]
