"""Starting, taking up and giving up a demande."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.depot import ChoixCaisseForm, DepartementForm
from signalements.models import Demande
from signalements.selectors.caisses import rattachement
from signalements.services.brouillons import abandonner_brouillon, ouvrir_brouillon
from signalements.services.departs import adopter_brouillon
from signalements.views.depot_etapes import adresse_etape, reprise, sur_un_brouillon
from signalements.views.depot_services import (
    ServiceOffert,
    caisses_ouvrant,
    est_technicien,
    service_offert,
    services_offerts,
)


@require_safe
def nouvelle_demande(request: RequeteConnectee) -> HttpResponse:
    """Show the services that the caisses of the structure opened."""
    exiger(autorise=est_technicien(request.acteur))
    contexte = {"services": services_offerts(request.acteur)}
    return render(request, "signalements/partenaire/nouvelle_demande.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def commencer_demande(request: RequeteConnectee, service: str) -> HttpResponse:
    """Ask where the person lives and which caisse it depends on, then open a draft."""
    exiger(autorise=est_technicien(request.acteur))
    offert = service_offert(request.acteur, service)
    if offert is None:
        raise HorsPortee
    if not offert.caisses:
        return redirect("signalements:nouvelle_demande")
    if request.method == "POST" and "caisse" in request.POST:
        return _ouvrir(request, offert)
    if request.method == "POST":
        return _proposer(request, offert, DepartementForm(request.POST))
    return _demander(request, offert, DepartementForm())


def _demander(request: RequeteConnectee, offert: ServiceOffert, form: DepartementForm) -> HttpResponse:
    contexte = {"offert": offert, "form": form}
    return render(request, "signalements/partenaire/departement.html", contexte)


def _proposer(request: RequeteConnectee, offert: ServiceOffert, form: DepartementForm) -> HttpResponse:
    if not form.is_valid():
        return _demander(request, offert, form)
    return _choisir(request, offert, form.cleaned_data["departement"])


def _choisir(
    request: RequeteConnectee, offert: ServiceOffert, departement: str, form: ChoixCaisseForm | None = None
) -> HttpResponse:
    lieux = rattachement(
        caisses_ouvrant(request.acteur, offert.service), request.acteur.caisse_ids, departement
    )
    form = form or ChoixCaisseForm(
        caisses=[*lieux.proposees, *lieux.autres], proposee=lieux.seule, departement=departement
    )
    contexte = {"offert": offert, "form": form, "lieux": lieux, "departement": departement}
    return render(request, "signalements/partenaire/caisse.html", contexte)


def _ouvrir(request: RequeteConnectee, offert: ServiceOffert) -> HttpResponse:
    form = ChoixCaisseForm(request.POST, caisses=offert.caisses)
    departement = request.POST.get("departement", "")
    if not form.is_valid():
        return _choisir(request, offert, departement, form)
    try:
        demande = ouvrir_brouillon(
            acteur=request.acteur,
            caisse_id=form.choisie().pk,
            nature=offert.service,
            departement=departement,
        )
    except RegleMetierRefusee as refus:
        form.add_error(None, refus.message)
        return _choisir(request, offert, departement, form)
    return redirect(adresse_etape(demande, reprise(demande)))


@require_safe
@sur_un_brouillon
def reprendre_brouillon(_request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Lead back to where the author stopped."""
    return redirect(adresse_etape(demande, reprise(demande)))


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
