"""The public form « compte compromis »: whoever is locked out reports without signing in (HAB-12, SEC-01)."""

from typing import Final

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from espace_partenaires.exceptions import RegleMetierRefusee
from habilitations.forms.incidents import DeclarationForm
from habilitations.selectors_incidents import caisses_a_choisir
from habilitations.services.declarations import declarer

# A whole structure may sit behind one address; a flood may not.
LIMITES: Final = {"declaration": "10/h/ip"}


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def signaler_compte_compromis(request: HttpRequest) -> HttpResponse:
    """Keep what was typed and answer the same page, whatever account it is about (HAB-12)."""
    if not ratelimit.consume(request, app="habilitations", action="declaration", config=LIMITES):
        refus: HttpResponse = ratelimit.respond_429(request)
        return refus
    form = DeclarationForm(request.POST or None, caisses=caisses_a_choisir())
    if request.method == "POST" and form.is_valid():
        try:
            declarer(acteur=None, code_caisse=form.cleaned_data["caisse"], declaration=form.declaration())
        except RegleMetierRefusee as erreur:
            form.montrer_refus(erreur)
        else:
            return redirect("habilitations:declaration_recue")
    return render(request, "habilitations/incidents/declarer.html", {"form": form})


@login_not_required
@require_safe
def declaration_recue(request: HttpRequest) -> HttpResponse:
    """Say what happens next; the same words for everybody."""
    return render(request, "habilitations/incidents/declaration_recue.html")
