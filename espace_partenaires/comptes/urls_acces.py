"""Addresses of this part (see ``espace_partenaires.comptes.urls``)."""

from django.urls import URLPattern, path

from espace_partenaires.comptes import views_acces

patrons: list[URLPattern] = [
    path("connexion/identifiant-oublie/", views_acces.identifiant_oublie, name="identifiant_oublie"),
    path("connexion/mot-de-passe-oublie/", views_acces.mot_de_passe_oublie, name="mot_de_passe_oublie"),
    path("connexion/demande-notee/", views_acces.oubli_note, name="oubli_note"),
    path("mon-compte/changer-de-compte/", views_acces.changer_de_compte, name="changer_de_compte"),
]
