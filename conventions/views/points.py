"""Points that comités send up, and the page where national référents answer them (CONV-09)."""

from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.forms.comites import PointForm, ReponseForm
from conventions.models import Partie, PointNational
from conventions.permissions import est_referent_national
from conventions.querysets.communs import sous_sa_cadre
from conventions.selectors import jour_de_la_convention
from conventions.selectors_reseau import est_referent_d_un_reseau
from conventions.services import points as services
from conventions.views.cadre import convention_lisible
from conventions.views.comites import comite_a_animer
from conventions.views.pilotage import contexte, tenter
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee

_VERBES: Final = ["GET", "HEAD", "POST"]
_MAX: Final = 200


def points_du_reseau(acteur: Acteur) -> QuerySet[PointNational]:
    """Return the points sent up from the local conventions under the cadres the actor is a référent of."""
    points: QuerySet[PointNational] = PointNational.objects.visibles_par(acteur)
    return points.filter(sous_sa_cadre(acteur, "convention__cadre"))


def contexte_points(acteur: Acteur, _maintenant: datetime) -> dict[str, object]:
    """Return how many points wait for the actor's answer (home page)."""
    return {"nombre": points_du_reseau(acteur).filter(repondu_le__isnull=True).count()}


@require_http_methods(_VERBES)
def transmettre_point(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send a point up to the national référents; without a cadre, say that nobody would receive it."""
    comite, convention = comite_a_animer(request, cle)
    form = PointForm(request.POST or None)
    if form.is_valid() and tenter(
        form,
        partial(services.transmettre_point, acteur=request.acteur, comite=comite, **form.cleaned_data),
    ):
        messages.success(request, "Le point est transmis. La réponse se lira sur cette page.")
        return redirect("conventions:voir_comite", cle=comite.cle)
    nombre = len(services.referents_nationaux(convention, jour_de_la_convention(convention, timezone.now())))
    contexte_page = contexte(request, convention) | {"form": form, "comite": comite, "destinataires": nombre}
    return render(request, "conventions/comites/point.html", contexte_page)


@require_safe
def lister_points_nationaux(request: RequeteConnectee) -> HttpResponse:
    """Show a national référent the points of its network: those to answer first, the oldest first."""
    exiger(autorise=est_referent_d_un_reseau(request.acteur))
    points = (
        points_du_reseau(request.acteur)
        .select_related("comite", "convention__cadre")
        .prefetch_related(
            Prefetch(
                "convention__parties", Partie.objects.select_related("caisse", "partenaire").order_by("pk")
            )
        )
    )
    contexte_page = {
        "a_repondre": points.filter(repondu_le__isnull=True).order_by("transmis_le", "pk")[:_MAX],
        "repondus": points.filter(repondu_le__isnull=False).order_by(F("repondu_le").desc(), "-pk")[:_MAX],
    }
    return render(request, "conventions/comites/points_nationaux.html", contexte_page)


@require_http_methods(_VERBES)
def repondre_point(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Answer a point, once."""
    point = get_object_or_404(
        PointNational.objects.visibles_par(request.acteur).select_related("comite", "convention"), cle=cle
    )
    convention = convention_lisible(request, point.convention.cle)
    exiger(autorise=est_referent_national(request.acteur, convention))
    form = ReponseForm(request.POST or None)
    if form.is_valid() and tenter(
        form, partial(services.repondre_point, acteur=request.acteur, point=point, **form.cleaned_data)
    ):
        messages.success(request, "La réponse est envoyée aux référents de la convention locale.")
        return redirect("conventions:lister_points_nationaux")
    contexte_page = contexte(request, convention) | {"form": form, "point": point}
    return render(request, "conventions/comites/repondre.html", contexte_page)
