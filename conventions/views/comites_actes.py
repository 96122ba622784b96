"""What is done with a comité: plan, change, write the minutes, cancel, list who comes (CONV-09)."""

from functools import partial
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conventions.enums import NatureDocument
from conventions.forms.comites import (
    AnnulationForm,
    ComiteForm,
    ComiteModifieForm,
    CompteRenduForm,
    ParticipantForm,
    ScanForm,
)
from conventions.models import Comite, Convention
from conventions.selectors import jour_de_la_convention
from conventions.services import comites as services
from conventions.services.documents import joindre_document
from conventions.services.pilotage import referents_au
from conventions.views.comites import comite_a_animer
from conventions.views.pilotage import contexte, convention_a_animer, est_perimee, tenter
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail

_VERBES: Final = ["GET", "HEAD", "POST"]
CHIFFRES_D_UNE_CLE: Final = 18


def _page(
    request: RequeteConnectee,
    convention: Convention,
    form: FormulairePortail,
    gabarit: str,
    **autres: object,
) -> HttpResponse:
    return render(
        request,
        gabarit,
        contexte(request, convention) | {"form": form} | autres,
    )


@require_http_methods(_VERBES)
def planifier_comite(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Plan a comité; the référents are invited."""
    convention = convention_a_animer(request, cle)
    form = ComiteForm(request.POST or None)
    aujourdhui = jour_de_la_convention(convention, timezone.now())
    if form.is_valid() and tenter(
        form,
        partial(services.planifier, acteur=request.acteur, convention=convention, **form.cleaned_data),
    ):
        passe = form.cleaned_data["le"] < aujourdhui
        messages.success(
            request,
            "Le comité est inscrit. Écrivez son compte rendu."
            if passe
            else "Le comité est planifié. Les référents de toutes les parties en sont avertis par courriel.",
        )
        return redirect("conventions:lister_comites", cle=convention.cle)
    referents = referents_au(convention, aujourdhui)
    return _page(request, convention, form, "conventions/comites/planifier.html", referents=referents)


@require_http_methods(_VERBES)
def modifier_comite(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Change the date, the place or the agenda of a comité that was not held."""
    comite, convention = comite_a_animer(request, cle)
    version = services.version_du_comite(comite)
    form = ComiteModifieForm(
        request.POST or None,
        initial={
            "le": comite.date,
            "lieu": comite.lieu,
            "ordre_du_jour": comite.ordre_du_jour,
            "version": version,
        },
    )
    perimee = form.is_valid() and est_perimee(form, version)
    if form.is_valid() and tenter(
        form,
        partial(services.modifier, acteur=request.acteur, comite=comite, **form.cleaned_data),
        lambda: services.version_du_comite(Comite.objects.get(pk=comite.pk)),
    ):
        messages.success(request, "Le comité est modifié.")
        return redirect("conventions:voir_comite", cle=comite.cle)
    return _page(
        request, convention, form, "conventions/comites/modifier.html", comite=comite, perimee=perimee
    )


@require_http_methods(_VERBES)
def ecrire_compte_rendu(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Write the minutes of a comité, or correct them: it is then counted as held."""
    comite, convention = comite_a_animer(request, cle)
    version = services.version_du_compte_rendu(comite)
    form = CompteRenduForm(
        request.POST or None,
        comite=comite,
        initial={
            "compte_rendu": comite.compte_rendu,
            "presents": comite.participants.filter(present=True),
            "version": version,
        },
    )
    perimee = form.is_valid() and est_perimee(form, version)
    if form.is_valid():
        presents = [participant.pk for participant in form.cleaned_data["presents"]]
        agir = partial(
            services.consigner_compte_rendu,
            acteur=request.acteur,
            comite=comite,
            compte_rendu=form.cleaned_data["compte_rendu"],
            presents=presents,
            version=form.cleaned_data["version"],
        )
        if tenter(form, agir, lambda: services.version_du_compte_rendu(Comite.objects.get(pk=comite.pk))):
            messages.success(request, "Le compte rendu est enregistré : le comité est compté comme tenu.")
            return redirect("conventions:voir_comite", cle=comite.cle)
    return _page(
        request, convention, form, "conventions/comites/compte_rendu.html", comite=comite, perimee=perimee
    )


@require_http_methods(_VERBES)
def annuler_comite(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Cancel a comité, after a page that says what will happen."""
    comite, convention = comite_a_animer(request, cle)
    form = AnnulationForm(request.POST or None)
    if form.is_valid() and tenter(
        form, partial(services.annuler, acteur=request.acteur, comite=comite, **form.cleaned_data)
    ):
        messages.success(request, "Le comité est annulé. Les référents en sont avertis par courriel.")
        return redirect("conventions:lister_comites", cle=convention.cle)
    contexte_page = {
        "form": form,
        "convention": convention,
        "titre": "Annuler ce comité",
        "consequences": [
            "Les référents de toutes les parties en sont avertis par courriel, sans le motif.",
            "Le comité reste visible, avec votre motif ; il ne compte pas comme tenu.",
        ],
        "action": "Annuler le comité",
        "annuler": reverse("conventions:voir_comite", args=[comite.cle]),
        "liste": reverse("conventions:lister_comites", args=[convention.cle]),
    }
    return render(request, "conventions/comites/annuler.html", contexte_page)


@require_http_methods(_VERBES)
def ajouter_participant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Add somebody beside the référents."""
    comite, convention = comite_a_animer(request, cle)
    form = ParticipantForm(request.POST or None, convention=convention)
    if form.is_valid() and tenter(
        form,
        partial(services.ajouter_participant, acteur=request.acteur, comite=comite, **form.cleaned_data),
    ):
        messages.success(request, "La personne est ajoutée aux participants.")
        return redirect("conventions:voir_comite", cle=comite.cle)
    return _page(request, convention, form, "conventions/comites/participant.html", comite=comite)


@require_POST
def retirer_participant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Take somebody off the list."""
    comite, _ = comite_a_animer(request, cle)
    numero = request.POST.get("participant", "")
    lisible = numero.isdecimal() and len(numero) <= CHIFFRES_D_UNE_CLE
    try:
        services.retirer_participant(
            acteur=request.acteur, comite=comite, participant=int(numero) if lisible else 0
        )
    except RegleMetierRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "La personne est retirée des participants.")
    return redirect("conventions:voir_comite", cle=comite.cle)


@require_http_methods(_VERBES)
def joindre_compte_rendu(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Keep the scan of the signed minutes beside the comité."""
    comite, convention = comite_a_animer(request, cle)
    form = ScanForm(request.POST or None, request.FILES or None)
    if form.is_valid() and tenter(
        form,
        partial(
            joindre_document,
            acteur=request.acteur,
            convention=convention,
            fichier=form.cleaned_data["fichier"],
            nature=NatureDocument.COMPTE_RENDU,
            comite=comite,
        ),
    ):
        messages.success(request, "Le document est déposé : il s’ouvre une fois analysé par l’antivirus.")
        return redirect("conventions:voir_comite", cle=comite.cle)
    return _page(request, convention, form, "conventions/comites/joindre.html", comite=comite)
