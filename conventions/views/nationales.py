"""What a national référent reads: the local conventions under the cadres it follows (CONV-08)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.models import Convention
from conventions.selectors_reseau import cadres_suivies, conventions_locales, est_referent_d_un_reseau
from conventions.views.presentation import situation
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee


@require_safe
def lister(request: RequeteConnectee) -> HttpResponse:
    """Show the local conventions of the network, by caisse, read only."""
    acteur = request.acteur
    exiger(autorise=est_referent_d_un_reseau(acteur))
    curseur = request.GET.get("curseur", "")
    page = conventions_locales(acteur, timezone.now(), curseur)
    cadres = (
        Convention.objects.visibles_par(acteur).filter(pk__in=cadres_suivies(acteur)).order_by("objet", "pk")
    )
    contexte = {
        "situations": [situation(convention, convention.jour) for convention in page.conventions],
        "suivant": page.suivant,
        "suite": bool(curseur),
        "cadres": cadres,
    }
    return render(request, "conventions/nationales/liste.html", contexte)
