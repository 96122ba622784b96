"""Bringing a new signed form, when the antivirus dismissed the one that was sent (DOC-03, DEM-06)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.suivi_echanges import PreuveForm
from signalements.models import Demande
from signalements.services.consentements import joindre_formulaire
from signalements.views.suivi_demande import demande_suivie


@require_http_methods(["GET", "HEAD", "POST"])
def fournir_preuve(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Join a new signed form; a file that is refused is refused with its reason."""
    demande = demande_suivie(request, cle)
    if demande.close_le is not None or not getattr(demande, "preuve_attendue", False):
        messages.info(request, "La caisse n’attend pas de nouveau formulaire pour cette demande.")
        return redirect("signalements:voir_demande", cle=demande.cle)
    envoi = request.method == "POST"
    form = PreuveForm(request.POST, request.FILES) if envoi else PreuveForm()
    if envoi and _joint(request, demande, form):
        messages.success(request, "Formulaire joint : il est analysé, puis la caisse le lit.")
        return redirect("signalements:voir_demande", cle=demande.cle)
    return render(request, "signalements/suivi/preuve.html", {"demande": demande, "form": form})


def _joint(request: RequeteConnectee, demande: Demande, form: PreuveForm) -> bool:
    if not form.is_valid():
        return False
    try:
        joindre_formulaire(acteur=request.acteur, demande_id=demande.pk, fichier=form.cleaned_data["fichier"])
    except RegleMetierRefusee as refus:
        form.add_error("fichier", refus.message)
        return False
    return True
