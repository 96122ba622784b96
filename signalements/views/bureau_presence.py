"""« X est en train de traiter »: a banner on the page of a demande, refreshed by the page itself."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.requetes import RequeteConnectee
from signalements.models import Demande
from signalements.permissions import peut_instruire
from signalements.selectors.presences import presences_des_autres
from signalements.services.presences import noter_presence
from signalements.views.agent_demande import demande_du_bureau
from signalements.views.agent_presentation import ouvert_par


def contexte_presence(acteur: Acteur, demande: Demande, maintenant: datetime) -> dict[str, object] | None:
    """Note that the agent has the page open, and return who else has; ``None`` once the demande is over."""
    if demande.close_le is not None or not peut_instruire(acteur, demande):
        return None
    noter_presence(acteur=acteur, demande=demande, maintenant=maintenant)
    autres = presences_des_autres(acteur, [demande.pk], maintenant).get(demande.pk, [])
    return {"demande": demande, "phrase": ouvert_par(autres, maintenant)}


@require_POST
def signaler_presence(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Refresh one's own presence, and send back who else has the page open."""
    demande = demande_du_bureau(request, cle)
    volet = contexte_presence(request.acteur, demande, timezone.now())
    return render(request, "signalements/bureau/_ouverte_par.html", {"volet": volet})
