"""Addresses of the calendar, attestations."""

from django.urls import URLPattern, path

from conventions.views import attestations, calendrier

patrons: list[URLPattern] = [
    path("partenaires/conventions/<uuid:cle>/calendrier/", calendrier.calendrier, name="calendrier"),
    path("partenaires/conventions/a-faire/", calendrier.a_faire_liste, name="conventions_a_faire"),
    path("partenaires/attestations/", attestations.lister_attestations, name="lister_attestations"),
    path(
        "partenaires/attestations/<uuid:cle>/papier/",
        attestations.consigner_attestation,
        name="consigner_attestation",
    ),
    path("attestation/", attestations.attester, name="attester"),
    path("attestation/merci/", attestations.merci, name="attestation_enregistree"),
    path("attestation/<str:secret>/", attestations.suivre_attestation, name="suivre_attestation"),
]
