"""Pages of the common work programme, year by year (CONV-09)."""

from dataclasses import asdict
from functools import partial
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.forms.programme import AnneeForm, ObjectifForm, ObjectifSuiviForm
from conventions.models import Convention, ObjectifDeTravail
from conventions.selectors import jour_de_la_convention
from conventions.services import programme as services
from conventions.views.cadre import convention_lisible
from conventions.views.pilotage import contexte, convention_a_animer, est_perimee, tenter
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee

_VERBES: Final = ["GET", "HEAD", "POST"]


def _annees(convention: Convention) -> tuple[range, int]:
    """Return the years of the programme, and the one shown first."""
    jour = jour_de_la_convention(convention, timezone.now())
    annees = services.annees_possibles(convention, jour)
    return annees, max(jour.year, annees.start)


def _adresse(convention: Convention, annee: int) -> str:
    return f"{reverse('conventions:voir_programme', args=[convention.cle])}?annee={annee}"


@require_safe
def voir_programme(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the objectives of a year, and let another be chosen."""
    convention = convention_lisible(request, cle)
    annees, courante = _annees(convention)
    choix = AnneeForm(request.GET or {"annee": courante}, annees=annees)
    annee = choix.cleaned_data["annee"] if choix.is_valid() else courante
    if not choix.is_valid():
        choix = AnneeForm({"annee": courante}, annees=annees)
    objectifs = list(
        ObjectifDeTravail.objects.visibles_par(request.acteur)
        .filter(convention=convention, annee=annee)
        .order_by("echeance", "pk")
    )
    contexte_page = contexte(request, convention) | {
        "choix": choix,
        "annee": annee,
        "suivante": annee + 1,
        "objectifs": objectifs,
        "restants": sum(1 for objectif in objectifs if objectif.atteint_le is None),
        "jour": jour_de_la_convention(convention, timezone.now()),
        "reconductible": annee + 1 in annees,
    }
    return render(request, "conventions/programme/voir.html", contexte_page)


@require_http_methods(_VERBES)
def ajouter_objectif(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Add an objective to the programme of the year that the address says."""
    convention = convention_a_animer(request, cle)
    annees, courante = _annees(convention)
    choix = AnneeForm(request.GET, annees=annees)
    annee = choix.cleaned_data["annee"] if choix.is_valid() else courante
    form = ObjectifForm(request.POST or None)
    if form.is_valid() and tenter(
        form,
        partial(
            services.ajouter_objectif,
            acteur=request.acteur,
            convention=convention,
            annee=annee,
            contenu=form.contenu(),
        ),
    ):
        messages.success(request, f"L’objectif est inscrit au programme de {annee}.")
        return redirect(_adresse(convention, annee))
    contexte_page = contexte(request, convention) | {"form": form, "annee": annee}
    return render(request, "conventions/programme/ajouter.html", contexte_page)


def _objectif_a_animer(request: RequeteConnectee, cle: UUID) -> tuple[ObjectifDeTravail, Convention]:
    objectif = get_object_or_404(ObjectifDeTravail.objects.visibles_par(request.acteur), cle=cle)
    return objectif, convention_a_animer(request, objectif.convention.cle)


@require_http_methods(_VERBES)
def modifier_objectif(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Change an objective, say where one stands, or that it is reached."""
    objectif, convention = _objectif_a_animer(request, cle)
    version = services.version_de(objectif)
    form = ObjectifSuiviForm(
        request.POST or None, initial={**asdict(services.contenu_de(objectif)), "version": version}
    )
    perimee = form.is_valid() and est_perimee(form, version)
    if form.is_valid() and tenter(
        form,
        partial(
            services.modifier_objectif,
            acteur=request.acteur,
            objectif=objectif,
            contenu=form.contenu(),
            version=form.cleaned_data["version"],
        ),
        lambda: services.version_de(ObjectifDeTravail.objects.get(pk=objectif.pk)),
    ):
        messages.success(request, "L’objectif est modifié.")
        return redirect(_adresse(convention, objectif.annee))
    contexte_page = contexte(request, convention) | {"form": form, "objectif": objectif, "perimee": perimee}
    return render(request, "conventions/programme/modifier.html", contexte_page)


@require_POST
def marquer_atteint(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Mark an objective as reached today."""
    objectif, convention = _objectif_a_animer(request, cle)
    try:
        services.marquer_atteint(acteur=request.acteur, objectif=objectif)
    except RegleMetierRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "L’objectif est marqué comme atteint.")
    return redirect(_adresse(convention, objectif.annee))


@require_POST
def reconduire_programme(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Carry what was not reached into the next year."""
    convention = convention_a_animer(request, cle)
    annees, courante = _annees(convention)
    choix = AnneeForm(request.POST, annees=annees)
    if not choix.is_valid():
        messages.error(request, "Choisissez l’année dont les objectifs sont à reconduire.")
        return redirect(_adresse(convention, courante))
    annee = choix.cleaned_data["annee"]
    try:
        nombre = services.reconduire(acteur=request.acteur, convention=convention, annee=annee)
    except RegleMetierRefusee as refus:
        messages.error(request, refus.message)
        return redirect(_adresse(convention, annee))
    messages.success(request, _mots_de_la_reconduction(nombre, annee + 1))
    return redirect(_adresse(convention, annee + 1))


def _mots_de_la_reconduction(nombre: int, annee: int) -> str:
    if nombre == 0:
        return f"Rien à reconduire : le programme de {annee} contient déjà ces objectifs."
    if nombre == 1:
        return f"Un objectif est reconduit en {annee}."
    return f"{nombre} objectifs sont reconduits en {annee}."
