"""« Usages du nom et des études »: asked, answered in writing, listed (CONV-23)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conventions.enums import ReponseUsage
from conventions.forms.usages import DemandeUsageForm, ReponseUsageForm
from conventions.models import Convention, DemandeUsage, Partie
from conventions.permissions import peut_engager_partie
from conventions.rules.usages import attend_une_reponse
from conventions.services import usages as services
from conventions.views.cadre import contexte_convention, convention_lisible
from conventions.views.referents import ONGLET
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail

MONTREES = 100
GENRES = {
    ReponseUsage.ATTENTE.value: "bientot",
    ReponseUsage.ACCORD.value: "fait",
    ReponseUsage.REFUS.value: "retard",
    ReponseUsage.INFORMEE.value: "neutre",
    ReponseUsage.RETIREE.value: "attente",
}


def _engageables(acteur: Acteur, convention: Convention) -> list[Partie]:
    """Return the parties in whose name the actor asks and answers."""
    return [partie for partie in convention.parties.all() if peut_engager_partie(acteur, partie)]


@require_safe
def lister_usages(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """List the requests of a convention, the newest first, with what may be done of each."""
    convention = convention_lisible(request, cle)
    siennes = {partie.pk for partie in _engageables(request.acteur, convention)}
    usages = (
        DemandeUsage.objects.visibles_par(request.acteur)
        .filter(convention=convention)
        .select_related("demandeuse__caisse", "demandeuse__partenaire")
        .select_related("titulaire__caisse", "titulaire__partenaire")
        .order_by("-demandee_le", "-pk")[:MONTREES]
    )
    lignes = [
        {
            "usage": usage,
            "genre": GENRES[usage.reponse],
            "repondre": attend_une_reponse(usage.reponse) and usage.titulaire_id in siennes,
            "retirer": attend_une_reponse(usage.reponse) and usage.demandeuse_id in siennes,
        }
        for usage in usages
    ]
    contexte = contexte_convention(request, convention, ONGLET) | {
        "lignes": lignes,
        "montrees": MONTREES,
        "peut_demander": bool(siennes),
        "article": convention.article_pour("usage_du_nom"),
    }
    return render(request, "conventions/usages/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def demander_usage(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Ask another party for the use of its name, its logo or a study."""
    convention = convention_lisible(request, cle)
    siennes = _engageables(request.acteur, convention)
    exiger(autorise=bool(siennes))
    form = DemandeUsageForm(request.POST or None, demandeuse=siennes[0])
    if form.is_valid():
        try:
            usage = services.demander_usage(acteur=request.acteur, demandeuse=siennes[0], **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            attend = attend_une_reponse(usage.reponse)
            messages.success(
                request,
                "Votre demande est envoyée : n’utilisez rien avant l’accord."
                if attend
                else "L’information est enregistrée et les autres parties sont prévenues.",
            )
            return redirect("conventions:lister_usages", cle=convention.cle)
    contexte = contexte_convention(request, convention, ONGLET) | {
        "form": form,
        "article": convention.article_pour("usage_du_nom"),
    }
    return render(request, "conventions/usages/demander.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def repondre_usage(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Agree or refuse, in the name of the party that was asked."""
    usage = _usage(request, cle)
    exiger(autorise=peut_engager_partie(request.acteur, usage.titulaire))
    form = ReponseUsageForm(request.POST or None)
    if form.is_valid():
        try:
            services.repondre_usage(acteur=request.acteur, usage=usage, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Votre réponse est enregistrée ; la partie qui demande est prévenue.")
            return redirect("conventions:lister_usages", cle=usage.convention.cle)
    return _trancher(request, usage, form, "conventions/usages/repondre.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def retirer_usage(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Withdraw a request that nobody has answered, after a page that says what follows."""
    usage = _usage(request, cle)
    exiger(autorise=peut_engager_partie(request.acteur, usage.demandeuse))
    form = FormulairePortail(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.retirer_usage(acteur=request.acteur, usage=usage)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "La demande est retirée ; l’autre partie est prévenue.")
            return redirect("conventions:lister_usages", cle=usage.convention.cle)
    confirmation: dict[str, object] = {
        "titre": "Retirer cette demande",
        "consequences": [
            f"{usage.titulaire.libelle} n’a plus à répondre, et en est prévenu par courriel.",
            "La demande reste dans la liste, avec la date du retrait.",
        ],
        "action": "Retirer la demande",
        "annuler": reverse("conventions:lister_usages", args=[usage.convention.cle]),
    }
    return _trancher(request, usage, form, "conventions/usages/confirmer.html", confirmation)


def _usage(request: RequeteConnectee, cle: UUID) -> DemandeUsage:
    usages = DemandeUsage.objects.visibles_par(request.acteur).select_related(
        "convention",
        "demandeuse__convention",
        "demandeuse__caisse",
        "demandeuse__partenaire",
        "titulaire__convention",
        "titulaire__caisse",
        "titulaire__partenaire",
    )
    usage: DemandeUsage = get_object_or_404(usages, cle=cle)
    return usage


def _trancher(
    request: RequeteConnectee,
    usage: DemandeUsage,
    form: FormulairePortail,
    gabarit: str,
    de_plus: dict[str, object],
) -> HttpResponse:
    convention = convention_lisible(request, usage.convention.cle)
    contexte = contexte_convention(request, convention, ONGLET) | {
        "form": form,
        "usage": usage,
        "attend": attend_une_reponse(usage.reponse),
        "article": convention.article_pour("usage_du_nom"),
    }
    return render(request, gabarit, contexte | de_plus)
