"""Addresses: each app's under its own prefix, named as strings."""

from django.contrib import admin
from django.urls import include, path

from espace_partenaires.comptes.views import vers_connexion, vers_mot_de_passe

handler500 = "espace_partenaires.web.views.secours.panne"

urlpatterns = [
    path("", include("espace_partenaires.web.urls")),
    path("", include("espace_partenaires.comptes.urls")),
    path("", include("conventions.urls")),
    path("", include("habilitations.urls")),
    path("", include("signalements.urls")),
    # One door for everybody: Django admin's own sign-in knows neither limits nor second factor.
    path("administration/login/", vers_connexion, name="connexion_administration"),
    path("administration/password_change/", vers_mot_de_passe, name="mot_de_passe_administration"),
    path("administration/", admin.site.urls),
]
