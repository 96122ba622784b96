"""Pages of the comités of a convention: what is due first, then meetings, minutes, points (CONV-09)."""

from typing import Final
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.enums import Nature
from conventions.models import Comite, Convention, EvaluationPartagee, PointNational
from conventions.permissions import peut_animer
from conventions.selectors import jour_de_la_convention
from conventions.selectors_reseau import est_referent_d_un_reseau
from conventions.views.cadre import convention_lisible
from conventions.views.pilotage import contexte, suivi_de_l_evaluation, suivi_des_comites
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee

_MAX: Final = 100


def comite_lisible(request: RequeteConnectee, cle: UUID) -> tuple[Comite, Convention]:
    """Return a comité and its convention, that the actor may read.

    Raises:
        Http404: out of scope.
    """
    comite = get_object_or_404(Comite.objects.visibles_par(request.acteur), cle=cle)
    convention = convention_lisible(request, comite.convention.cle)
    comite.convention = convention
    return comite, convention


def comite_a_animer(request: RequeteConnectee, cle: UUID) -> tuple[Comite, Convention]:
    """Return a comité and its convention, that the actor may steer.

    Raises:
        Http404: out of scope, or only readable.
    """
    comite, convention = comite_lisible(request, cle)
    exiger(autorise=peut_animer(request.acteur, convention))
    return comite, convention


@require_safe
def lister_comites(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the steering of a convention: what is due, meetings, programme, evaluations, points."""
    convention = convention_lisible(request, cle)
    jour = jour_de_la_convention(convention, timezone.now())
    comites = list(
        Comite.objects.visibles_par(request.acteur)
        .filter(convention=convention)
        .annotate(nombre_de_points=Count("points"))
        .order_by("-date", "-pk")[:_MAX]
    )
    tenus = [comite.date for comite in comites if comite.tenu]
    prevus = [c.date for c in comites if not c.tenu and not c.annule_motif and c.date >= jour]
    evaluations = EvaluationPartagee.objects.visibles_par(request.acteur).filter(convention=convention)
    premiere = evaluations.order_by("tenue_le", "pk").first()
    objectifs = convention.programme.filter(annee=jour.year)
    contexte_page = contexte(request, convention) | {
        "comites": comites,
        "jour": jour,
        "suivi": suivi_des_comites(convention, jour, max(tenus, default=None), min(prevus, default=None)),
        "evaluation": suivi_de_l_evaluation(convention, jour, premiere.tenue_le if premiere else None),
        "nombre_d_evaluations": evaluations.count(),
        "annee": jour.year,
        "objectifs": objectifs.count(),
        "atteints": objectifs.filter(atteint_le__isnull=False).count(),
        "points": points_de(request, convention),
        "recoit_les_points": convention.nature == Nature.CADRE and est_referent_d_un_reseau(request.acteur),
    }
    return render(request, "conventions/comites/liste.html", contexte_page)


def points_de(request: RequeteConnectee, convention: Convention) -> list[PointNational]:
    """Return the points that the comités of a convention sent up, the latest first."""
    points = PointNational.objects.visibles_par(request.acteur).filter(convention=convention)
    return list(points.select_related("comite").order_by("-transmis_le", "-pk")[:_MAX])


@require_safe
def voir_comite(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a comité: who is expected, what was planned, its minutes, the points it sent up."""
    comite, convention = comite_lisible(request, cle)
    participants = comite.participants.select_related("partie__caisse", "partie__partenaire")
    jour = jour_de_la_convention(convention, timezone.now())
    contexte_page = contexte(request, convention) | {
        "comite": comite,
        "jour": jour,
        "participants": participants.order_by("partie", "nom", "pk"),
        "points": comite.points.order_by("transmis_le", "pk"),
        "documents": comite.documents.select_related("piece").order_by("numero"),
        "venu": comite.date <= jour,
    }
    return render(request, "conventions/comites/comite.html", contexte_page)
