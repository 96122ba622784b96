"""Persons that caisses entrust to the structure: read, accept, decline (DEM-18)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import EtatOrientation
from signalements.permissions import peut_repondre_aux_orientations
from signalements.selectors.orientations import orientations_a_lire, orientations_de
from signalements.services.orientations import repondre
from signalements.views.agent_dossier import telephone_lisible
from signalements.views.orientations_agent import GENRES, PAR_PAGE

ACCEPTER = "accepter"


@require_safe
def orientations_recues(request: RequeteConnectee) -> HttpResponse:
    """List what was entrusted to the structure, what waits first; each reading is journalled (RGPD-05)."""
    exiger(autorise=peut_repondre_aux_orientations(request.acteur))
    page = Paginator(orientations_a_lire(request.acteur), PAR_PAGE).get_page(request.GET.get("page"))
    consigner(
        acteur=request.acteur,
        action="signalements.lire_orientations",
        partenaire_id=request.acteur.partenaire_id,
    )
    lignes = [
        (
            o,
            GENRES[EtatOrientation(o.etat)],
            telephone_lisible(o.telephone),
            o.etat == EtatOrientation.EN_ATTENTE,
        )
        for o in page
    ]
    contexte = {"page": page, "lignes": lignes}
    return render(request, "signalements/orientations/liste_partenaire.html", contexte)


@require_POST
def repondre_orientation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Accept or decline."""
    exiger(autorise=peut_repondre_aux_orientations(request.acteur))
    orientation = get_object_or_404(orientations_de(request.acteur), cle=cle)
    acceptee = request.POST.get("reponse") == ACCEPTER
    try:
        repondre(acteur=request.acteur, orientation_id=orientation.pk, acceptee=acceptee)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        dite = (
            "Orientation acceptée : la caisse le sait. Contactez la personne."
            if acceptee
            else "Orientation déclinée : la caisse le sait, et cherchera ailleurs."
        )
        messages.success(request, dite)
    return redirect("signalements:orientations_recues")
