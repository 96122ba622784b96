"""The calendar file, on both sides, and the slip for the person."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.requetes import RequeteConnectee
from signalements.documents_rendez_vous import calendrier, fiche_de_rendez_vous
from signalements.enums import EtatDemande
from signalements.models import Demande
from signalements.selectors.rendez_vous import dernier_rendez_vous
from signalements.views.rendez_vous_presentation import lire_rendez_vous
from signalements.views.suivi_demande import demande_suivie

_ICS: Final = "text/calendar; charset=utf-8"


@require_safe
def telecharger_calendrier(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the meeting of a demande as a calendar file, to either side."""
    demandes = Demande.objects.visibles_par(request.acteur).exclude(etat=EtatDemande.BROUILLON)
    demande: Demande = get_object_or_404(demandes.select_related("caisse", "partenaire"), cle=cle)
    document = calendrier(acteur=request.acteur, demande=demande)
    reponse = HttpResponse(document.contenu, content_type=_ICS)
    reponse["Content-Disposition"] = f'attachment; filename="{document.nom}"'
    reponse["Cache-Control"] = "no-store, private"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


@require_safe
def telecharger_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the slip that is handed to the person."""
    demande = demande_suivie(request, cle)
    dernier = dernier_rendez_vous(demande)
    if dernier is None:
        raise HorsPortee
    lu = lire_rendez_vous(dernier, pour_un_agent=False)
    document = fiche_de_rendez_vous(
        acteur=request.acteur, demande=demande, jour=lu.jour, heures=lu.heures, mode=lu.mode
    )
    return reponse_pdf(document.contenu, document.nom)
