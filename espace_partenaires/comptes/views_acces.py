"""Pages of whoever cannot sign in, and the way from one account of a person to the other (HAB-01)."""

from http import HTTPStatus
from typing import Final

from allauth.core import ratelimit
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from espace_partenaires.comptes.enums import NatureOubli
from espace_partenaires.comptes.forms_acces import (
    ChangementDeCompteForm,
    IdentifiantOublieForm,
    MotDePasseOublieForm,
)
from espace_partenaires.comptes.forms_connexion import IDENTIFIANT_PROPOSE
from espace_partenaires.comptes.selectors import autres_comptes
from espace_partenaires.comptes.services.acces_oublies import noter_oubli
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail

TROP_DE_DEMANDES: Final = (
    "Trop de demandes en peu de temps, pour ce que vous avez écrit ou depuis votre réseau. Regardez vos "
    "courriels, indésirables compris, puis recommencez dans une heure."
)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def identifiant_oublie(request: HttpRequest) -> HttpResponse:
    """Take down the address to which identifiers are sent."""
    form = IdentifiantOublieForm(request.POST or None)
    return _demander(request, NatureOubli.IDENTIFIANT, form, "comptes/identifiant_oublie.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def mot_de_passe_oublie(request: HttpRequest) -> HttpResponse:
    """Take down the identifier whose password is lost."""
    form = MotDePasseOublieForm(request.POST or None)
    return _demander(request, NatureOubli.MOT_DE_PASSE, form, "comptes/mot_de_passe_oublie.html")


def _demander(
    request: HttpRequest, nature: NatureOubli, form: FormulairePortail, gabarit: str
) -> HttpResponse:
    """Answer the same whoever asks: the account behind what was typed is not even looked up here."""
    statut = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        saisie: str = form.cleaned_data["saisie"]
        if ratelimit.consume(request, action=f"{nature.value}_oublie", key=_sans_casse(saisie)):
            noter_oubli(acteur=getattr(request, "acteur", None), nature=nature, saisie=saisie)
            return redirect("comptes:oubli_note")
        form.add_error(None, TROP_DE_DEMANDES)
        statut = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, gabarit, {"form": form}, status=statut)


def _sans_casse(saisie: str) -> str:
    """Write a text as the database compares it: « ſ » and « ı » are « s » and « i » there, one count for all."""
    return saisie.upper().lower()


@login_not_required
@require_GET
def oubli_note(request: HttpRequest) -> HttpResponse:
    """Say what happens now, in the same words for all."""
    return render(request, "comptes/oubli_note.html")


@require_POST
def changer_de_compte(request: RequeteConnectee) -> HttpResponse:
    """Sign out, and offer the other account of the same person on the sign-in page (HAB-01)."""
    form = ChangementDeCompteForm(request.POST)
    if not form.is_valid():
        return redirect("comptes:profil")
    autre = autres_comptes(request.user).filter(cle=form.cleaned_data["cle"]).first()
    if autre is None:
        raise Http404
    logout(request)
    request.session[IDENTIFIANT_PROPOSE] = autre.identifiant
    return redirect("account_login")
