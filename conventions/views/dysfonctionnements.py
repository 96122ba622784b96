"""Reported malfunctions: by whom something did not work, answered by the support (ORG-05, ORG-08)."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.enums import EtatDysfonctionnement
from conventions.forms.dysfonctionnements import DysfonctionnementForm, EscaladeForm, RelanceForm, ReponseForm
from conventions.models import Caisse, Dysfonctionnement
from conventions.permissions import (
    est_du_support_local,
    est_du_support_national,
    peut_lire_partenaires,
    peut_lire_sa_convention,
    peut_signaler_dysfonctionnement,
)
from conventions.rules.assistance import etat_apres, page_sans_question
from conventions.services import dysfonctionnements as services
from conventions.views.lectures_assistance import echanges_de, page_de_dysfonctionnements, signale_par
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_et_heure
from espace_partenaires.web.formulaires import FormulairePortail

GENRES: Final = {
    EtatDysfonctionnement.OUVERT.value: "bientot",
    EtatDysfonctionnement.ESCALADE.value: "neutre",
    EtatDysfonctionnement.REPONDU.value: "fait",
}


def page_precedente(request: HttpRequest) -> str:
    """Return the path of the page the person comes from, without its question; the help page says it over."""
    demandee = request.GET.get("page", "")
    if demandee:
        return page_sans_question(demandee)
    venue = urlsplit(request.headers.get("Referer", ""))
    chemin = page_sans_question(venue.path) if venue.netloc == request.get_host() else ""
    return "" if chemin in (reverse("web:aide"), request.path) else chemin


@require_http_methods(["GET", "HEAD", "POST"])
def signaler_dysfonctionnement(request: RequeteConnectee) -> HttpResponse:
    """Report a malfunction to the support of a caisse."""
    acteur = request.acteur
    exiger(autorise=peut_signaler_dysfonctionnement(acteur))
    caisses = list(Caisse.objects.visibles_par(acteur).order_by("libelle"))
    form = DysfonctionnementForm(
        request.POST or None,
        caisses=caisses,
        maintenant=timezone.now(),
        initial={"page": page_precedente(request)},
    )
    if form.is_valid():
        navigateur = request.headers.get("User-Agent", "")
        try:
            signale = services.signaler(acteur=acteur, navigateur=navigateur, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le signalement est transmis au support de la caisse.")
            return redirect("conventions:voir_dysfonctionnement", cle=signale.cle)
    contexte = {"form": form, "caisses": caisses, "seule": caisses[0] if len(caisses) == 1 else None}
    return render(request, "conventions/assistance/signaler.html", contexte)


@require_safe
def lister_dysfonctionnements(request: RequeteConnectee) -> HttpResponse:
    """Show the malfunctions the actor follows: those of the caisse, or one's own."""
    acteur = request.acteur
    cote_caisse = peut_lire_partenaires(acteur)
    exiger(autorise=cote_caisse or peut_lire_sa_convention(acteur))
    etat = request.GET.get("etat", "")
    etat = etat if etat in EtatDysfonctionnement.values else ""
    page = page_de_dysfonctionnements(acteur, etat, request.GET.get("curseur", ""))
    contexte = {
        "lignes": [(services.reference_de(un), GENRES[un.etat], un) for un in page.lignes],
        "page": page,
        "etat": etat,
        "etats": EtatDysfonctionnement.choices,
        "cote_caisse": cote_caisse,
        "peut_signaler": peut_signaler_dysfonctionnement(acteur),
    }
    return render(request, "conventions/assistance/dysfonctionnements.html", contexte)


def _visible(request: RequeteConnectee, cle: UUID) -> Dysfonctionnement:
    visibles = Dysfonctionnement.objects.visibles_par(request.acteur).select_related("caisse", "partenaire")
    return get_object_or_404(visibles, cle=cle)


def _montrer(
    request: RequeteConnectee, signale: Dysfonctionnement, refuse: FormulairePortail | None = None
) -> HttpResponse:
    """Draw the page of a malfunction; a refused form comes back with what was typed."""
    acteur = request.acteur
    local, national = est_du_support_local(acteur, signale), est_du_support_national(acteur)
    permis = {
        "repondre": (local and etat_apres(signale.etat, "repondre") is not None)
        or (national and etat_apres(signale.etat, "repondre_nationalement") is not None),
        "escalader": local and not national and etat_apres(signale.etat, "escalader") is not None,
        "relancer": signale.auteur_id == acteur.utilisateur_id
        and etat_apres(signale.etat, "relancer") is not None,
    }
    vierges: dict[str, FormulairePortail] = {
        "repondre": ReponseForm(prefix="reponse"),
        "escalader": EscaladeForm(prefix="escalade"),
        "relancer": RelanceForm(prefix="relance"),
    }
    cote_support = local or national or peut_lire_partenaires(acteur)
    contexte = {
        "signale": signale,
        "reference": services.reference_de(signale),
        "genre": GENRES[signale.etat],
        "survenu": date_et_heure(signale.survenu_le, ZoneInfo(signale.caisse.fuseau)),
        "auteur": signale_par(signale) if cote_support else None,
        "echanges": echanges_de(signale, acteur),
        "formulaires": {
            acte: refuse if refuse is not None and refuse.prefix == form.prefix else form
            for acte, form in vierges.items()
            if permis[acte]
        },
    }
    return render(request, "conventions/assistance/dysfonctionnement.html", contexte)


@require_safe
def voir_dysfonctionnement(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a malfunction, its answers, and what the actor may do about it."""
    return _montrer(request, _visible(request, cle))


def _agir(
    request: RequeteConnectee,
    signale: Dysfonctionnement,
    form: FormulairePortail,
    agir: Callable[..., object],
    fait: str,
) -> HttpResponse:
    """Do what a form asks, or show the page again with what was typed."""
    if form.is_valid():
        try:
            agir(acteur=request.acteur, dysfonctionnement=signale, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, fait)
            return redirect("conventions:voir_dysfonctionnement", cle=signale.cle)
    return _montrer(request, signale, form)


@require_POST
def repondre_dysfonctionnement(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Answer a malfunction: the local support, or the national one once it was sent up."""
    signale = _visible(request, cle)
    exiger(autorise=est_du_support_local(request.acteur, signale) or est_du_support_national(request.acteur))
    form = ReponseForm(request.POST, prefix="reponse")
    fait = "Réponse enregistrée : l’auteur du signalement est prévenu par courriel."
    return _agir(request, signale, form, services.repondre, fait)


@require_POST
def escalader_dysfonctionnement(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send a malfunction up to the national support."""
    signale = _visible(request, cle)
    exiger(autorise=est_du_support_local(request.acteur, signale))
    form = EscaladeForm(request.POST, prefix="escalade")
    fait = "Le support national est prévenu par courriel."
    return _agir(request, signale, form, services.escalader, fait)


@require_POST
def relancer_dysfonctionnement(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Say that it still does not work: the author only."""
    signale = _visible(request, cle)
    exiger(autorise=signale.auteur_id == request.acteur.utilisateur_id)
    form = RelanceForm(request.POST, prefix="relance")
    fait = "Le signalement est de nouveau ouvert : le support est prévenu par courriel."
    return _agir(request, signale, form, services.relancer, fait)
