"""Addresses of avenants, engagements, documents."""

from django.urls import URLPattern, path

from conventions.views import avenants, documents, engagements

_CONVENTION = "partenaires/conventions/<uuid:cle>"
_AVENANT = "partenaires/avenants/<uuid:cle>"

patrons: list[URLPattern] = [
    path(f"{_CONVENTION}/termes/", engagements.voir_termes, name="voir_termes"),
    path(f"{_CONVENTION}/engagements/", engagements.choisir, name="choisir_engagements"),
    path(f"{_CONVENTION}/avenants/nouveau/", avenants.creer_avenant, name="creer_avenant"),
    path(f"{_AVENANT}/", avenants.voir_avenant, name="voir_avenant"),
    path(f"{_AVENANT}/modifier/", avenants.modifier_avenant, name="modifier_avenant"),
    path(
        f"{_AVENANT}/mise-en-signature/",
        avenants.mettre_avenant_en_signature,
        name="mettre_avenant_en_signature",
    ),
    path(f"{_AVENANT}/signatures/nouvelle/", avenants.signer_avenant, name="signer_avenant"),
    path(f"{_AVENANT}/abandon/", avenants.abandonner_avenant, name="abandonner_avenant"),
    path(f"{_CONVENTION}/documents/", documents.lister_documents, name="lister_documents"),
    path(f"{_CONVENTION}/documents/nouveau/", documents.joindre, name="joindre_document"),
    path("partenaires/documents/<uuid:cle>/", documents.ouvrir_document, name="ouvrir_document"),
]
