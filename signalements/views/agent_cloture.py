"""Closing, on its own page: answer, read again, close."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.agent_cloture import ClotureForm
from signalements.models import Demande, DetailsMas
from signalements.rules.cycle_de_vie import transition, verifier, vie_de
from signalements.services.instruction import se_dit
from signalements.services.refus import ClotureIncomplete, DemandeModifiee
from signalements.services.traitement import clore
from signalements.views.agent_actes import majuscule
from signalements.views.agent_demande import demande_du_bureau
from signalements.views.agent_refus import entre_temps, expliquer

RELIRE: Final = "relire"
CONFIRMER: Final = "confirmer"
_ACTION: Final = "clore"


@require_http_methods(["GET", "HEAD", "POST"])
def clore_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Ask how it ended, show the answers again, then close; whatever is refused, the answers stay."""
    demande = demande_du_bureau(request, cle)
    if transition(demande.etat, _ACTION, vie_de(demande.nature)) is None:
        return _trop_tard(request, demande)
    details = get_object_or_404(DetailsMas, demande=demande)
    form = ClotureForm(request.POST or None, initial={"version": demande.version}, cadres=details.cadres)
    etape = request.POST.get("etape", "")
    if etape == CONFIRMER and form.is_valid():
        return _clore(request, demande, form)
    if etape == RELIRE and form.is_valid():
        contexte = {
            "form": form,
            "demande": demande,
            "relecture": form.relecture(),
            "se_dit": se_dit(demande),
        }
        return render(request, "signalements/agent/relire_cloture.html", contexte)
    return _formulaire(request, demande, form)


def _formulaire(request: RequeteConnectee, demande: Demande, form: ClotureForm) -> HttpResponse:
    return render(request, "signalements/agent/clore.html", {"form": form, "demande": demande})


def _clore(request: RequeteConnectee, demande: Demande, form: ClotureForm) -> HttpResponse:
    try:
        clore(
            acteur=request.acteur,
            demande_id=demande.pk,
            decisions=form.decisions(),
            version=form.cleaned_data["version"],
            **form.reponses(),
        )
    except DemandeModifiee as refus:
        return _perimee(request, demande, form, refus)
    except ClotureIncomplete as refus:
        for champ, message in refus.manques.items():
            form.signaler(champ, message)
        return _formulaire(request, demande, form)
    except RegleMetierRefusee as refus:
        form.add_error(None, majuscule(expliquer(request.acteur, demande, refus)))
        return _formulaire(request, demande, form)
    messages.success(request, "La demande est close : le partenaire en est averti.")
    return redirect("signalements:traiter_demande", cle=demande.cle)


def _perimee(
    request: RequeteConnectee, demande: Demande, form: ClotureForm, refus: DemandeModifiee
) -> HttpResponse:
    """Show the answers again with what happened since; sent again, they go, if the demande still may close."""
    demande.refresh_from_db(fields=["etat", "version", "close_le"])
    if transition(demande.etat, _ACTION, vie_de(demande.nature)) is None:
        return _trop_tard(request, demande)
    saisie = request.POST.copy()
    saisie["version"] = str(refus.version)
    form.data = saisie
    contexte = {
        "form": form,
        "demande": demande,
        "refus": refus,
        "depuis": entre_temps(request.acteur, demande, refus),
    }
    return render(request, "signalements/agent/clore.html", contexte, status=409)


def _trop_tard(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Go back to the page, and say why this demande cannot be closed now."""
    raison = verifier(demande.etat, _ACTION, vie_de(demande.nature)) or ""
    if demande.close_le is not None:
        raison = majuscule(expliquer(request.acteur, demande, RegleMetierRefusee("transition", raison)))
    messages.warning(request, raison)
    return redirect("signalements:traiter_demande", cle=demande.cle)
