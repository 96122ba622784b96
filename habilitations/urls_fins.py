"""Addresses of the ends of accounts and of their return (see ``habilitations.urls``)."""

from django.urls import URLPattern, path

from habilitations.views import adresses, fins

patrons: list[URLPattern] = [
    path("comptes/<uuid:cle>/inactivation/", fins.inactiver_compte, name="inactiver_compte"),
    path("comptes/<uuid:cle>/fermeture/", fins.geler_compte, name="geler_compte"),
    path("comptes/<uuid:cle>/reactivation/", fins.reactiver_compte, name="reactiver_compte"),
    path("comptes/<uuid:cle>/coordonnees/", fins.modifier_compte, name="modifier_compte"),
    path("comptes/<uuid:cle>/adresse/", adresses.dire_adresse_bonne, name="dire_adresse_bonne"),
    path("comptes/<uuid:cle>/second-facteur/", fins.retirer_second_facteur, name="retirer_second_facteur"),
    path("comptes/faits/<uuid:cle>/attestation.pdf", fins.attestation_de_fin, name="attestation_de_fin"),
]
