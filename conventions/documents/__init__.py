"""The documents that are signed: conventions, avenants, fiches action, registered letters, attestations."""

from conventions.documents.attestation import attestation_pdf
from conventions.documents.avenant import avenant_pdf
from conventions.documents.convention import convention_pdf
from conventions.documents.courrier import courrier_pdf
from conventions.documents.fiche import fiche_pdf
from conventions.documents.fichiers import Document
from conventions.documents.releve import releve_pdf

__all__ = [
    "Document",
    "attestation_pdf",
    "avenant_pdf",
    "convention_pdf",
    "courrier_pdf",
    "fiche_pdf",
    "releve_pdf",
]
