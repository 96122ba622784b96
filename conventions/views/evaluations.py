"""Pages of the shared evaluations of a convention (CONV-17)."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.forms.evaluations import EvaluationForm
from conventions.models import EvaluationPartagee
from conventions.rules.comites import evalue_la_premiere_annee
from conventions.selectors import jour_de_la_convention
from conventions.services.evaluations import consigner_evaluation
from conventions.views.cadre import convention_lisible
from conventions.views.pilotage import contexte, convention_a_animer, suivi_de_l_evaluation, tenter
from espace_partenaires.requetes import RequeteConnectee


@require_safe
def lister_evaluations(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the evaluations held, and what that of the first year opens."""
    convention = convention_lisible(request, cle)
    evaluations = list(
        EvaluationPartagee.objects.visibles_par(request.acteur)
        .filter(convention=convention)
        .order_by("-tenue_le", "-pk")
    )
    premiere = evaluations[-1] if evaluations else None
    contexte_page = contexte(request, convention) | {
        "evaluations": evaluations,
        "premiere": premiere,
        "dans_l_annee": premiere is not None
        and convention.debut is not None
        and evalue_la_premiere_annee(premiere.tenue_le, convention.debut),
        "suivi": suivi_de_l_evaluation(
            convention,
            jour_de_la_convention(convention, timezone.now()),
            premiere.tenue_le if premiere else None,
        ),
    }
    return render(request, "conventions/evaluations/liste.html", contexte_page)


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_evaluation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record an evaluation that the parties held."""
    convention = convention_a_animer(request, cle)
    form = EvaluationForm(request.POST or None)
    if form.is_valid() and tenter(
        form,
        partial(consigner_evaluation, acteur=request.acteur, convention=convention, **form.cleaned_data),
    ):
        messages.success(request, "L’évaluation partagée est consignée.")
        return redirect("conventions:lister_evaluations", cle=convention.cle)
    return render(
        request, "conventions/evaluations/ajouter.html", contexte(request, convention) | {"form": form}
    )
