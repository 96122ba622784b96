"""Every demande of the structure, the latest first, by initials only."""

from dataclasses import replace
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.enums import Service
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements import selectors
from signalements.forms.suivi_echanges import HistoriqueForm
from signalements.views.depot_services import caisses_ouvrant, peut_deposer_une_demande
from signalements.views.suivi_presentation import fuseau_de_lecture, lignes_de_suivi

PAR_PAGE: Final = 25


@require_safe
def historique(request: RequeteConnectee) -> HttpResponse:
    """Show one page of what the structure transmitted to the caisses that opened it the history (ORG-04)."""
    ouvertes = caisses_ouvrant(request.acteur, Service.HISTORIQUE)
    exiger(autorise=bool(ouvertes))
    form = HistoriqueForm(request.GET)
    filtres = form.filtres()
    lecteur = replace(request.acteur, caisse_ids=ouvertes)
    page = selectors.historique(lecteur, request.GET.get("curseur", ""), filtres, PAR_PAGE)
    contexte = {
        "form": form,
        "filtre": bool(filtres.etats or filtres.reference),
        "peut_deposer": peut_deposer_une_demande(request.acteur),
        "page": page,
        "lignes": lignes_de_suivi(page.lignes, request.acteur, timezone.now()),
    }
    with timezone.override(fuseau_de_lecture(page.lignes)):
        return render(request, "signalements/suivi/historique.html", contexte)
