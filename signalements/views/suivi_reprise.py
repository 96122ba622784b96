"""« Nouvelle demande pour cette personne »: from the page of a demande to a draft that knows who she is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import EtatDemande
from signalements.forms.suivi_historique import RepriseForm
from signalements.models import Demande
from signalements.permissions import peut_agir_pour_le_partenaire
from signalements.services.reprises import reprendre_identite as reprendre
from signalements.views.depot_services import SERVICES_OFFERTS, caisses_ouvrant


def reprise_possible(acteur: Acteur, demande: Demande) -> RepriseForm | None:
    """Return the form that starts another demande for the same person; ``None`` when nothing can be started.

    Args:
        acteur: a technicien.
        demande: transmitted, of its structure.
    """
    ouverts = _services(acteur, demande)
    if not ouverts or not demande.nom or not peut_agir_pour_le_partenaire(acteur, demande):
        return None
    return RepriseForm(services=ouverts)


def _services(acteur: Acteur, demande: Demande) -> list[Service]:
    return [service for service in SERVICES_OFFERTS if demande.caisse_id in caisses_ouvrant(acteur, service)]


@require_POST
def reprendre_identite(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Open the draft and lead to its first page; refused, come back with the reason."""
    transmises = Demande.objects.visibles_par(request.acteur).exclude(etat=EtatDemande.BROUILLON)
    demande: Demande = get_object_or_404(transmises, cle=cle, partenaire=request.acteur.partenaire_id)
    form = RepriseForm(request.POST, services=_services(request.acteur, demande))
    if not form.is_valid():
        messages.warning(request, "Choisissez un service que la caisse ouvre à votre structure.")
        return redirect("signalements:voir_demande", cle=cle)
    try:
        brouillon = reprendre(
            acteur=request.acteur, demande_id=demande.pk, nature=form.cleaned_data["service"]
        )
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect("signalements:voir_demande", cle=cle)
    return redirect("signalements:reprendre_brouillon", cle=brouillon.cle)
