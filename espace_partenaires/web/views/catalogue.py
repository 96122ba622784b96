"""The living catalogue: every component in every state, on one page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.web import exemples


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the catalogue to national admins, and to anyone while developing; unknown to others."""
    acteur = getattr(request, "acteur", None)
    if not settings.DEBUG and (acteur is None or acteur.profil != Profil.ADMINISTRATEUR):
        raise Http404
    return render(request, "web/catalogue.html", exemples.contexte_du_catalogue())
