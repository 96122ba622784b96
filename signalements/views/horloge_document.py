"""« Le délai, pas à pas », for both sides: one address, each in its own scope."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.requetes import RequeteConnectee
from signalements.documents_horloge import delai_pas_a_pas
from signalements.enums import EtatDemande
from signalements.models import Demande


@require_safe
def telecharger_delai(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the computation of the clock, fact by fact; out of scope, the demande is unknown (NOV-03)."""
    transmises = Demande.objects.visibles_par(request.acteur).exclude(etat=EtatDemande.BROUILLON)
    demande: Demande = get_object_or_404(transmises.select_related("caisse", "partenaire"), cle=cle)
    document = delai_pas_a_pas(acteur=request.acteur, demande=demande)
    return reponse_pdf(document.contenu, document.nom)
