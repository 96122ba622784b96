"""Every demande of the structure, the latest first, by initials only."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements import selectors
from signalements.forms.suivi_echanges import HistoriqueForm
from signalements.views.suivi_droits import suit_des_demandes
from signalements.views.suivi_presentation import fuseau_de_lecture, lignes_de_suivi

PAR_PAGE: Final = 25


@require_safe
def historique(request: RequeteConnectee) -> HttpResponse:
    """Show one page of what the structure transmitted, narrowed by state or reference."""
    exiger(autorise=suit_des_demandes(request.acteur))
    form = HistoriqueForm(request.GET)
    filtres = form.filtres()
    page = selectors.historique(request.acteur, request.GET.get("curseur", ""), filtres, PAR_PAGE)
    contexte = {
        "form": form,
        "filtre": bool(filtres.etats or filtres.reference),
        "page": page,
        "lignes": lignes_de_suivi(page.lignes, request.acteur, timezone.now()),
    }
    with timezone.override(fuseau_de_lecture(page.lignes)):
        return render(request, "signalements/suivi/historique.html", contexte)
