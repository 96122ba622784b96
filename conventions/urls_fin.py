"""Addresses of letters, renewals, ends."""

from django.urls import URLPattern, path

from conventions.views import courriers, fins

_CONVENTION = "partenaires/conventions/<uuid:cle>"

patrons: list[URLPattern] = [
    path(f"{_CONVENTION}/courriers/", courriers.lister_courriers, name="lister_courriers"),
    path(
        f"{_CONVENTION}/courriers/nouveau/<str:nature>/",
        courriers.enregistrer_courrier,
        name="enregistrer_courrier",
    ),
    path("courriers/<uuid:cle>/reception/", courriers.enregistrer_reception, name="enregistrer_reception"),
    path("courriers/<uuid:cle>/reparation/", courriers.constater_reparation, name="constater_reparation"),
    path(f"{_CONVENTION}/suspension/", fins.suspendre, name="suspendre"),
    path(f"{_CONVENTION}/reprise/", fins.reprendre, name="reprendre"),
    path(f"{_CONVENTION}/caducite/", fins.declarer_caducite, name="declarer_caducite"),
    path(f"{_CONVENTION}/fin/<str:cause>/", fins.resilier, name="resilier"),
]
