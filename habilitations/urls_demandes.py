"""Addresses of the requests about gestionnaires (see ``habilitations.urls``)."""

from django.urls import URLPattern, path

from habilitations.views import bureau, decisions, demandes

patrons: list[URLPattern] = [
    path("comptes/gestionnaires/demande/", demandes.demander_gestionnaire, name="demander_gestionnaire"),
    path(
        "comptes/<uuid:cle>/demande-de-modification/",
        demandes.demander_modification,
        name="demander_modification",
    ),
    path(
        "comptes/<uuid:cle>/demande-d-inactivation/",
        demandes.demander_inactivation,
        name="demander_inactivation",
    ),
    path("comptes/demandes/", demandes.lister_demandes, name="lister_demandes"),
    path("comptes/demandes/<uuid:cle>/", demandes.voir_demande, name="voir_demande"),
    path("comptes/demandes/<uuid:cle>/annulation/", demandes.annuler_demande, name="annuler_demande"),
    path("habilitations/", bureau.bureau_habilitations, name="bureau_habilitations"),
    path("habilitations/demandes/<uuid:cle>/", decisions.traiter_demande, name="traiter_demande"),
    path(
        "habilitations/demandes/<uuid:cle>/acceptation/",
        decisions.accepter_inactivation,
        name="accepter_inactivation",
    ),
    path(
        "habilitations/demandes/<uuid:cle>/inactivation/",
        decisions.inactiver_avant_la_date,
        name="inactiver_avant_la_date",
    ),
]
