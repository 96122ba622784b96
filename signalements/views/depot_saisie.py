"""Filling in a draft, page after page; each page is stored as it was typed, even refused."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import heure
from signalements.forms.doublons import demander_raison, doublons_a_montrer
from signalements.forms.etapes import EtapeForm
from signalements.models import Demande
from signalements.rules.parcours import ACCORD, MOTIF, PERSONNE, PRECISIONS, RELECTURE, SITUATION
from signalements.selectors.doublons import doublons_du_partenaire
from signalements.selectors.motifs import motif_de
from signalements.services.refus import SaisiePerimee
from signalements.views.depot_caisse import lieu_a_verifier
from signalements.views.depot_etapes import (
    adresse_etape,
    ecarts_de,
    progression,
    redigee_par,
    suivante,
    sur_un_brouillon,
    version_envoyee,
)
from signalements.views.depot_formulaires import NOMS_COURTS, formulaire_de, page_de
from signalements.views.depot_garde import garder
from signalements.views.depot_parties import REVOIR

PLUS_TARD: Final = "plus-tard"
RETOUR: Final = "retour"
# What changes the pages that follow: they come before the review.
_DECIDENT: Final = frozenset({MOTIF, SITUATION})
# What is simply not written yet.
_PAS_ENCORE: Final = frozenset({"consentement_date", "consentement_jugement", "consentement_mode"})


@require_http_methods(["GET", "HEAD", "POST"])
@sur_un_brouillon
def remplir_etape(request: RequeteConnectee, demande: Demande, etape: str) -> HttpResponse:
    """Show a page of the draft, or store it and go on."""
    if etape == ACCORD:
        return redirect(adresse_etape(demande, ACCORD))
    if request.method == "POST":
        return _poursuivre(request, demande, etape)
    form = formulaire_de(etape, demande, revoir=REVOIR in request.GET)
    return montrer(request, demande, etape, form)


def _poursuivre(request: RequeteConnectee, demande: Demande, etape: str) -> HttpResponse:
    form, sortie = formulaire_de(etape, demande, request), sortie_de(request, demande, etape)
    saisie = {**demande.saisie, **form.saisie()}
    ensuite = _ensuite(request, demande, etape, saisie) if form.is_valid() and not sortie else etape
    try:
        garde = garder(request.acteur, demande, form, version_envoyee(request.POST), ensuite)
    except SaisiePerimee as refus:
        return comparer(request, demande, etape, form, refus)
    if sortie and not garde.refus:
        return redirect(sortie)
    for refuse in garde.refus:
        form.refuser(refuse.champ, refuse.message)
    if etape == PERSONNE and not form.errors:
        demander_raison(form, doublons_du_partenaire(request.acteur, garde.demande), garde.demande)
    if form.errors:
        return montrer(request, garde.demande, etape, form)
    return redirect(adresse_etape(garde.demande, ensuite))


def sortie_de(request: RequeteConnectee, demande: Demande, etape: str) -> str:
    """Return where a button that leaves the page leads, once it is stored; empty for the others."""
    geste = request.POST.get("action")
    if geste == PLUS_TARD:
        return reverse("web:accueil")
    return progression(demande, etape).retour if geste == RETOUR else ""


def _ensuite(request: RequeteConnectee, demande: Demande, etape: str, saisie: Mapping[str, Any]) -> str:
    """Return the next step; the review again when one came from it to mend a page.

    A change of the motif or of the frames may ask other questions: they come first.
    """
    if REVOIR in request.GET and etape not in _DECIDENT:
        return RELECTURE
    return suivante(demande, etape, saisie)


def montrer(
    request: RequeteConnectee, demande: Demande, etape: str, form: EtapeForm, **suite: object
) -> HttpResponse:
    """Draw a page of the draft.

    Args:
        request: the author's.
        demande: the draft as it is stored.
        etape: the step.
        form: what it asks.
        suite: what this page alone shows.
    """
    page = page_de(etape, demande)
    contexte = {
        "demande": demande,
        "etape": etape,
        "titre": page.titre,
        "service": NOMS_COURTS[demande.nature],
        "form": form,
        "version": demande.version,
        "progression": progression(demande, etape),
        **_autour(request, demande, etape, form),
        **suite,
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, page.gabarit, contexte)


def _autour(request: RequeteConnectee, demande: Demande, etape: str, form: EtapeForm) -> dict[str, object]:
    """Return what a page shows around its questions."""
    if etape == PERSONNE:
        return {
            "doublons": doublons_a_montrer(form, doublons_du_partenaire(request.acteur, demande)),
            "lieu": lieu_a_verifier(request.acteur, demande),
        }
    return {"motif": motif_de(demande)} if etape == PRECISIONS else {}


def comparer(
    request: RequeteConnectee,
    demande: Demande,
    etape: str,
    form: EtapeForm,
    refus: SaisiePerimee,
    **suite: object,
) -> HttpResponse:
    """Show where this page and the draft differ, and let the author choose (UX-05)."""
    # What is missing is said once the author has chosen.
    form.ne_garder_que()
    contexte = {
        "ecarts": ecarts_de(form, refus),
        "version": refus.version,
        "ici": adresse_etape(demande, etape),
    }
    return montrer(request, demande, etape, form, **{**suite, **contexte})


@require_POST
def enregistrer_etape(request: RequeteConnectee, cle: UUID, etape: str) -> HttpResponse:
    """Store a page while it is being typed; nothing is asked for yet."""
    demande = redigee_par(request.acteur, cle)
    form, version = formulaire_de(etape, demande, request), version_envoyee(request.POST)
    if "version" not in request.POST:
        return JsonResponse(
            {"message": "Rechargez cette page avant de continuer."}, status=HTTPStatus.BAD_REQUEST
        )
    try:
        garde = garder(request.acteur, demande, form, version)
    except RegleMetierRefusee as refus:
        return JsonResponse({"message": refus.message}, status=HTTPStatus.CONFLICT)
    version = garde.demande.version
    for refuse in garde.refus:
        if refuse.code not in _PAS_ENCORE:
            corps = {"message": refuse.message, "version": version}
            return JsonResponse(corps, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    quand = heure(garde.demande.modifiee_le, ZoneInfo(garde.demande.caisse.fuseau))
    return JsonResponse({"enregistre_a": quand, "version": version})
