"""« Corrigée »: an address that refused mail is good again (UX-07)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from habilitations.selectors_bureau import Vue
from habilitations.services.adresses import dire_l_adresse_bonne
from habilitations.views.bureau import adresse_de


@require_POST
def dire_adresse_bonne(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Close the task, and go back to the list of those that are left."""
    try:
        dire_l_adresse_bonne(acteur=request.acteur, cle=cle)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        messages.success(request, "C’est noté : les courriels partent de nouveau à cette adresse.")
    return redirect(adresse_de(Vue.ADRESSES.value))
