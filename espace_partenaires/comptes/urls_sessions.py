"""Addresses of this part (see ``espace_partenaires.comptes.urls``)."""

from django.urls import URLPattern, path

from espace_partenaires.comptes import views_sessions

patrons: list[URLPattern] = [
    path("mon-compte/session/", views_sessions.session, name="session"),
    path("mon-compte/session/prolonger/", views_sessions.prolonger, name="prolonger_session"),
    path("mon-compte/sessions/<int:pk>/fermer/", views_sessions.fermer, name="fermer_session"),
    path("mon-compte/reprise/", views_sessions.reprendre, name="reprise"),
    path("mon-compte/reprise/abandonner/", views_sessions.abandonner, name="abandonner_reprise"),
]
