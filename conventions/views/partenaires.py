"""Screens of agents: the partenaires of their caisse."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.enums import Nature, Service, TypePartenaire
from conventions.forms.partenaires import PartenaireForm, ReceptionForm, ServiceForm
from conventions.models import Convention, Partenaire
from conventions.permissions import peut_gerer_conventions, peut_lire_partenaires, peut_regler_services
from conventions.selectors import HABILITES_A_RECEVOIR, est_habilite_a_recevoir, prochaine_fin
from conventions.selectors_droits import coupures_en_cours
from conventions.selectors_reseau import cadres_proposables
from conventions.services.accueil import accueillir_partenaire
from conventions.services.activations import fermer_service, ouvrir_service
from conventions.services.fiches_partenaire import peut_corriger_fiche
from conventions.services.partenaires import regler_reception
from conventions.views.lectures import (
    caisse_de,
    interrupteurs,
    natures_signees,
    page_de_partenaires,
    reseau,
    situations,
)
from conventions.volets import volets
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee

VUE_DES_SUIVIS: Final = "suivis"


@require_safe
def lister_partenaires(request: RequeteConnectee) -> HttpResponse:
    """Show the partenaires tied to the agent's caisse, by name."""
    acteur = request.acteur
    exiger(autorise=peut_lire_partenaires(acteur))
    caisse = caisse_de(acteur)
    # PostgreSQL refuses the null character in a text.
    recherche = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    suivis = request.GET.get("vue", "") == VUE_DES_SUIVIS
    page = page_de_partenaires(
        acteur,
        timezone.now(),
        recherche,
        request.GET.get("curseur", ""),
        suivis_pour=caisse if suivis else None,
    )
    contexte = {
        "page": page,
        "recherche": recherche,
        "suivis": suivis,
        "vue_des_suivis": VUE_DES_SUIVIS,
        "caisse": caisse,
        "peut_creer": peut_gerer_conventions(acteur, caisse.pk),
    }
    return render(request, "conventions/liste_partenaires.html", contexte)


def partenaire_visible(request: RequeteConnectee, cle: UUID) -> Partenaire:
    """Return the partenaire of the address, or answer 404: for an agent only."""
    exiger(autorise=peut_lire_partenaires(request.acteur))
    return get_object_or_404(Partenaire.objects.visibles_par(request.acteur), cle=cle)


@require_safe
def voir_partenaire(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a partenaire: its conventions and, once one is signed, its services and what the apps above add.

    A draft shows its public record alone: whoever knows a public SIRET can write one (HAB-17).
    """
    partenaire = partenaire_visible(request, cle)
    acteur, maintenant = request.acteur, timezone.now()
    caisse, le = caisse_de(acteur), maintenant
    natures = natures_signees(acteur, partenaire)
    coupe = bool(coupures_en_cours([(caisse.pk, partenaire.pk)]))
    fin = None if coupe else prochaine_fin(caisse.pk, partenaire.pk, le)
    contexte = {
        "partenaire": partenaire,
        "caisse": caisse,
        "situations": situations(acteur, le, partenaire),
        "fin": fin,
        "coupe": coupe,
        "fiche": bool(natures),
        "utilisation": Nature.UTILISATION in natures,
        "domaines": list(partenaire.domaines.order_by("domaine")),
        "interrupteurs": interrupteurs(caisse, partenaire, le),
        "recoit": est_habilite_a_recevoir(partenaire, caisse.pk),
        "type_habilite": partenaire.type in HABILITES_A_RECEVOIR,
        **reseau(acteur, partenaire),
        "peut_corriger": peut_corriger_fiche(acteur, caisse, partenaire),
        "peut_ecrire": peut_gerer_conventions(acteur, caisse.pk),
        "peut_retirer": fin is not None and peut_gerer_conventions(acteur, caisse.pk),
        "peut_regler": fin is not None and peut_regler_services(acteur, caisse.pk),
        "volets": _volets(request, partenaire, maintenant) if Nature.UTILISATION in natures else [],
    }
    return render(request, "conventions/partenaire.html", contexte)


def _volets(request: RequeteConnectee, partenaire: Partenaire, maintenant: datetime) -> list[tuple[str, str]]:
    """Draw what the apps above add to the page, each block under its key."""
    return [
        (
            volet.cle,
            render_to_string(volet.gabarit, volet.contexte(request.acteur, partenaire, maintenant), request),
        )
        for volet in volets()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def creer_partenaire(request: RequeteConnectee) -> HttpResponse:
    """Welcome a partenaire with its first convention."""
    exiger(autorise=peut_lire_partenaires(request.acteur))
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_gerer_conventions(request.acteur, caisse.pk))
    metiers = Convention.objects.visibles_par(request.acteur).filter(
        nature=Nature.METIER, parties__partenaire__type=TypePartenaire.TETE_DE_RESEAU
    )
    form = PartenaireForm(
        request.POST or None, caisse=caisse, metiers=metiers, cadres=cadres_proposables(timezone.now())
    )
    if form.is_valid():
        try:
            convention = accueillir_partenaire(
                acteur=request.acteur,
                caisse=caisse,
                fiche=form.fiche(),
                modele=form.cleaned_data["modele"],
                parente=form.cleaned_data.get("parente"),
                effectif_declare=form.cleaned_data.get("effectif_declare"),
                cadre=form.cleaned_data.get("cadre"),
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le partenaire est enregistré, avec un projet de convention.")
            return redirect("conventions:voir_convention", cle=convention.cle)
    return render(request, "conventions/creer_partenaire.html", {"form": form, "caisse": caisse})


@require_POST
def regler_service(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Open or close one service for the partenaire (ORG-04)."""
    partenaire = partenaire_visible(request, cle)
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_regler_services(request.acteur, caisse.pk))
    form = ServiceForm(request.POST)
    if form.is_valid():
        service = Service(form.cleaned_data["service"])
        agir = ouvrir_service if form.cleaned_data["ouvert"] else fermer_service
        agir(acteur=request.acteur, caisse=caisse, partenaire=partenaire, service=service)
        mot = "ouvert" if form.cleaned_data["ouvert"] else "fermé"
        messages.success(request, f"Service {mot} : {service.label}.")
    else:
        messages.error(request, "Ce service n’existe pas.")
    return redirect("conventions:voir_partenaire", cle=partenaire.cle)


@require_POST
def regler_reception_documents(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Withdraw or give back the reception of documents (ORG-03)."""
    partenaire = partenaire_visible(request, cle)
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_gerer_conventions(request.acteur, caisse.pk))
    form = ReceptionForm(request.POST)
    if form.is_valid():
        retiree = form.cleaned_data["retiree"]
        try:
            regler_reception(acteur=request.acteur, caisse=caisse, partenaire=partenaire, retiree=retiree)
        except RegleMetierRefusee as refus:
            messages.error(request, refus.message)
        else:
            messages.success(
                request, "Réception de documents retirée." if retiree else "Réception de documents rendue."
            )
    return redirect("conventions:voir_partenaire", cle=partenaire.cle)
