"""Addresses of this app."""

from django.urls import path

from conventions import (
    urls_animation,
    urls_assistance,
    urls_calendrier,
    urls_comites,
    urls_droits,
    urls_fiches,
    urls_fin,
    urls_organismes,
    urls_pdf,
    urls_termes,
)
from conventions.views import conventions, ma_convention, partenaires

app_name = "conventions"

urlpatterns = [
    path("partenaires/", partenaires.lister_partenaires, name="lister_partenaires"),
    path("partenaires/nouveau/", partenaires.creer_partenaire, name="creer_partenaire"),
    path("partenaires/<uuid:cle>/", partenaires.voir_partenaire, name="voir_partenaire"),
    path("partenaires/<uuid:cle>/services/", partenaires.regler_service, name="regler_service"),
    path(
        "partenaires/<uuid:cle>/reception/", partenaires.regler_reception_documents, name="regler_reception"
    ),
    path(
        "partenaires/<uuid:cle>/conventions/nouvelle/", conventions.creer_convention, name="creer_convention"
    ),
    path("partenaires/conventions/<uuid:cle>/", conventions.voir_convention, name="voir_convention"),
    path(
        "conventions/<uuid:cle>/mise-en-signature/",
        conventions.mettre_en_signature,
        name="mettre_en_signature",
    ),
    path(
        "partenaires/conventions/<uuid:cle>/signatures/nouvelle/",
        conventions.signer_partie,
        name="signer_partie",
    ),
    path("partenaires/conventions/<uuid:cle>/abandon/", conventions.abandonner, name="abandonner"),
    path("ma-convention/", ma_convention.ma_convention, name="ma_convention"),
    *urls_organismes.patrons,
    *urls_termes.patrons,
    *urls_fin.patrons,
    *urls_calendrier.patrons,
    *urls_droits.patrons,
    *urls_animation.patrons,
    *urls_comites.patrons,
    *urls_pdf.patrons,
    *urls_fiches.patrons,
    *urls_assistance.patrons,
]
