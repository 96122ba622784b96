"""Addresses of living rights, simulation, cuts."""

from django.urls import URLPattern, path

from conventions.views import coupures, droits, nationales

patrons: list[URLPattern] = [
    path("partenaires/conventions/<uuid:cle>/droits/", droits.droits_ouverts, name="droits_ouverts"),
    path("partenaires/<uuid:cle>/acces/coupure/", coupures.couper, name="couper_acces"),
    path("partenaires/<uuid:cle>/acces/retablissement/", coupures.retablir, name="retablir_acces"),
    path("conventions-de-mon-reseau/", nationales.lister, name="conventions_du_reseau"),
]
