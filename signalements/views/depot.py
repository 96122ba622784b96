"""Starting, taking up and giving up a demande."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.depot import ChoixCaisseForm
from signalements.models import Demande
from signalements.services.brouillons import abandonner_brouillon, ouvrir_brouillon
from signalements.services.departs import adopter_brouillon
from signalements.views.depot_etapes import PERSONNE, adresse_etape, reprise, sur_un_brouillon
from signalements.views.depot_services import caisses_du_service, est_technicien


@require_safe
def nouvelle_demande(request: RequeteConnectee) -> HttpResponse:
    """Show the services that the caisses of the structure opened."""
    exiger(autorise=est_technicien(request.acteur))
    return _choisir(request, None)


@require_POST
def commencer_signalement(request: RequeteConnectee) -> HttpResponse:
    """Open a draft and lead to its first page."""
    exiger(autorise=est_technicien(request.acteur))
    form = ChoixCaisseForm(request.POST, caisses=caisses_du_service(request.acteur, Service.SIGNALEMENT))
    if not form.is_valid():
        return _choisir(request, form)
    try:
        demande = ouvrir_brouillon(
            acteur=request.acteur, caisse_id=form.choisie().pk, nature=Service.SIGNALEMENT
        )
    except RegleMetierRefusee as refus:
        form.add_error(None, refus.message)
        return _choisir(request, form)
    return redirect(adresse_etape(demande, PERSONNE))


def _choisir(request: RequeteConnectee, form: ChoixCaisseForm | None) -> HttpResponse:
    caisses = caisses_du_service(request.acteur, Service.SIGNALEMENT)
    contexte = {
        "caisses": caisses,
        "service": Service.SIGNALEMENT.label,
        "form": form or ChoixCaisseForm(caisses=caisses),
    }
    return render(request, "signalements/partenaire/nouvelle_demande.html", contexte)


@require_safe
@sur_un_brouillon
def reprendre_brouillon(_request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Lead back to where the author stopped."""
    return redirect(adresse_etape(demande, reprise(demande.saisie)))


@require_POST
def adopter(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Take up the draft of a colleague whose account has ended, then lead to where it stopped."""
    demande = get_object_or_404(Demande.objects.visibles_par(request.acteur), cle=cle)
    try:
        adopter_brouillon(acteur=request.acteur, demande_id=demande.pk)
    except RegleMetierRefusee as refus:
        messages.error(request, refus.message)
        return redirect("web:accueil")
    messages.success(request, "Ce brouillon est maintenant le vôtre.")
    return redirect("signalements:reprendre_brouillon", cle=cle)


@require_http_methods(["GET", "HEAD", "POST"])
@sur_un_brouillon
def abandonner(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Erase a draft, after a page that says so."""
    if request.method == "POST":
        abandonner_brouillon(acteur=request.acteur, demande_id=demande.pk)
        messages.success(request, "Le brouillon est effacé.")
        return redirect("web:accueil")
    contexte = {
        "titre": "Effacer ce brouillon",
        "consequences": [
            "Tout ce que vous avez écrit est effacé tout de suite, pièce jointe comprise.",
            "Rien n’a été transmis à la caisse, et rien ne le sera.",
            "Un brouillon effacé ne se retrouve pas.",
        ],
        "action": "Effacer le brouillon",
        "annuler": reverse("signalements:reprendre_brouillon", args=[demande.cle]),
    }
    return render(request, "components/page_confirmation.html", contexte)
