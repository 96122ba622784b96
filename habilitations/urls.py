"""Addresses of this app."""

from django.urls import path

from habilitations import urls_demandes, urls_droits, urls_fins, urls_incidents, urls_revues
from habilitations.views import comptes, invitations, ouverture

app_name = "habilitations"

urlpatterns = [
    path("comptes/", comptes.lister_comptes, name="lister_comptes"),
    path("comptes/techniciens/nouveau/", ouverture.creer, name="creer_technicien"),
    path("comptes/<uuid:cle>/", comptes.voir_compte, name="voir_compte"),
    path("comptes/<uuid:cle>/invitation/renvoi/", invitations.renvoyer, name="renvoyer_invitation"),
    path("comptes/<uuid:cle>/invitation/annulation/", invitations.annuler, name="annuler_invitation"),
    path(
        "comptes/<uuid:cle>/mot-de-passe/", invitations.renvoyer_le_mot_de_passe, name="renvoyer_mot_de_passe"
    ),
    path("partenaires/<uuid:cle>/effectif/", comptes.simuler_effectif, name="simuler_effectif"),
    path("partenaires/<uuid:cle>/gestionnaires/nouveau/", ouverture.habiliter, name="habiliter_gestionnaire"),
    path("partenaires/<uuid:cle>/courriels/nouveau/", ouverture.accepter_courriel, name="accepter_courriel"),
    *urls_demandes.patrons,
    *urls_revues.patrons,
    *urls_incidents.patrons,
    *urls_fins.patrons,
    *urls_droits.patrons,
]
