"""Addresses of the PDFs of conventions."""

from django.urls import URLPattern, path

from conventions.views import pdf

patrons: list[URLPattern] = [
    path("conventions/<uuid:cle>/pdf/", pdf.pdf_convention, name="pdf_convention"),
    path("conventions/<uuid:cle>/releve/pdf/", pdf.pdf_releve, name="pdf_releve"),
    path("conventions/avenants/<uuid:cle>/pdf/", pdf.pdf_avenant, name="pdf_avenant"),
    path("conventions/fiches/<uuid:cle>/pdf/", pdf.pdf_fiche, name="pdf_fiche"),
    path("conventions/courriers/<uuid:cle>/pdf/", pdf.pdf_courrier, name="pdf_courrier"),
    path("conventions/attestations/<uuid:cle>/pdf/", pdf.pdf_attestation, name="pdf_attestation"),
]
