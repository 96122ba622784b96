"""Addresses of the shared pages."""

from django.urls import path

from espace_partenaires.web.views import accueil, catalogue, pages, sante, secours

app_name = "web"

urlpatterns = [
    path("", accueil.AccueilView.as_view(), name="accueil"),
    path("accessibilite/", pages.accessibilite, name="accessibilite"),
    path("mentions-legales/", pages.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", pages.donnees_personnelles, name="donnees_personnelles"),
    path("plan-du-site/", pages.plan_du_site, name="plan_du_site"),
    path("aide/", secours.aide, name="aide"),
    path("en-cas-de-panne/", secours.secours, name="secours"),
    path("securite/", pages.securite, name="securite"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("sante/", sante.vivant, name="sante"),
    path("sante/pret", sante.pret, name="sante_pret"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
]
