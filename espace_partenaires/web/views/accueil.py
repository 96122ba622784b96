"""The home page: public, or made of what each app offers to this actor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.navigation import BlocAccueil, blocs_pour

ORDRE_CE_QUI_COURT: Final = 100


@dataclass(frozen=True, slots=True)
class BlocRendu:
    """A block of the home page, drawn."""

    cle: str
    html: str
    largeur: Literal["demi", "pleine"]


def rendre_bloc(bloc: BlocAccueil, acteur: Acteur, maintenant: datetime, request: HttpRequest) -> BlocRendu:
    """Draw a block with its own context."""
    html = render_to_string(bloc.gabarit, bloc.contexte(acteur, maintenant), request)
    return BlocRendu(bloc.cle, html, bloc.largeur)


@method_decorator(login_not_required, name="dispatch")
class AccueilView(View):
    """What waits for me, then what runs (UX-06); for a visitor, what the portal is."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the home page of this visitor or of this actor."""
        acteur: Acteur | None = getattr(request, "acteur", None)
        if acteur is None:
            return render(request, "web/accueil_public.html")
        maintenant = timezone.now()
        attendent: list[BlocRendu] = []
        courent: list[BlocRendu] = []
        for bloc in blocs_pour(acteur):
            groupe = attendent if bloc.ordre < ORDRE_CE_QUI_COURT else courent
            groupe.append(rendre_bloc(bloc, acteur, maintenant, request))
        contexte = {"attendent": attendent, "courent": courent, "maintenant": maintenant}
        return render(request, "web/accueil.html", contexte)
