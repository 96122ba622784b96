"""What is taken away on paper: conventions, avenants, fiches action, letters, attestations, statements."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conventions.documents import (
    Document,
    attestation_pdf,
    avenant_pdf,
    convention_pdf,
    courrier_pdf,
    fiche_pdf,
    releve_pdf,
)
from conventions.models import AttestationDestruction, Avenant, Courrier, FicheAction
from conventions.views.cadre import convention_lisible
from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.requetes import RequeteConnectee


@require_safe
def pdf_convention(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the convention, its text and its terms (CONV-12)."""
    convention = convention_lisible(request, cle)
    return _envoyer(convention_pdf(acteur=request.acteur, convention=convention))


@require_safe
def pdf_releve(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the statement of the convention (CONV-12)."""
    convention = convention_lisible(request, cle)
    return _envoyer(releve_pdf(acteur=request.acteur, convention=convention))


@require_safe
def pdf_avenant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send an avenant (CONV-07)."""
    avenants = Avenant.objects.visibles_par(request.acteur).select_related("convention")
    avenant = get_object_or_404(avenants, cle=cle)
    convention = convention_lisible(request, avenant.convention.cle)
    return _envoyer(avenant_pdf(acteur=request.acteur, avenant=avenant, convention=convention))


@require_safe
def pdf_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send a fiche action (CONV-10)."""
    fiches = FicheAction.objects.visibles_par(request.acteur)
    fiche = get_object_or_404(fiches.select_related("convention", "theme", "flux_couvrant"), cle=cle)
    convention = convention_lisible(request, fiche.convention.cle)
    return _envoyer(fiche_pdf(acteur=request.acteur, fiche=fiche, convention=convention))


@require_safe
def pdf_courrier(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the registered letters of one sending (CONV-16)."""
    courriers = Courrier.objects.visibles_par(request.acteur).select_related(
        "convention", "suite_de", "expediteur__caisse", "expediteur__partenaire"
    )
    courrier = get_object_or_404(courriers, cle=cle)
    convention = convention_lisible(request, courrier.convention.cle)
    return _envoyer(courrier_pdf(acteur=request.acteur, courrier=courrier, convention=convention))


@require_safe
def pdf_attestation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the attestation of destruction, to be signed on paper (CONV-13)."""
    attestations = AttestationDestruction.objects.visibles_par(request.acteur).select_related(
        "convention", "partie__caisse", "partie__partenaire"
    )
    attestation = get_object_or_404(attestations, cle=cle)
    convention = convention_lisible(request, attestation.convention.cle)
    return _envoyer(attestation_pdf(acteur=request.acteur, attestation=attestation, convention=convention))


def _envoyer(document: Document) -> HttpResponse:
    return reponse_pdf(document.contenu, document.nom)
