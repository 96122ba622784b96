"""Orientations of the caisse: the list, a new one, a withdrawal (DEM-18)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Caisse
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import EtatOrientation
from signalements.forms.orientations import OrientationForm
from signalements.models import Demande, Orientation
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.rules.orientation import type_propose
from signalements.selectors.orientations import (
    orientations_a_lire,
    orientations_de,
    partenaires_a_qui_orienter,
)
from signalements.services.orientations import orienter, retirer
from signalements.services.refus import OrientationIncomplete
from signalements.views.agent_demande import demande_du_bureau

PAR_PAGE = 25
GENRES = {
    EtatOrientation.EN_ATTENTE: "attente",
    EtatOrientation.ACCEPTEE: "fait",
    EtatOrientation.DECLINEE: "retard",
    EtatOrientation.RETIREE: "neutre",
}


@require_safe
def lister_orientations(request: RequeteConnectee) -> HttpResponse:
    """List what the caisse entrusted to partenaires, what waits first."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    page = Paginator(orientations_a_lire(request.acteur), PAR_PAGE).get_page(request.GET.get("page"))
    consigner(acteur=request.acteur, action="signalements.lire_orientations")
    contexte = {"page": page, "lignes": [(o, GENRES[EtatOrientation(o.etat)]) for o in page]}
    return render(request, "signalements/orientations/liste_agent.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_orientation(request: RequeteConnectee) -> HttpResponse:
    """Entrust a person known otherwise than by a demande."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    return _orienter(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def orienter_la_personne(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Entrust the person of a demande: name, first name and phone are already there, to check."""
    return _orienter(request, demande_du_bureau(request, cle))


def _orienter(request: RequeteConnectee, demande: Demande | None) -> HttpResponse:
    caisse = demande.caisse if demande else Caisse.objects.visibles_par(request.acteur).first()
    if caisse is None:
        raise HorsPortee
    code = demande.motif.code if demande and demande.motif else ""
    form = OrientationForm(
        request.POST or None,
        initial=_connue(demande),
        partenaires=partenaires_a_qui_orienter(caisse.pk, timezone.now()),
        type_propose=type_propose(code),
    )
    if request.method == "POST" and form.is_valid() and _envoyer(request, caisse, demande, form):
        messages.success(request, "La personne est orientée : le partenaire est prévenu, sans son nom.")
        return redirect("signalements:lister_orientations")
    retour = reverse("signalements:lister_orientations")
    if demande is not None:
        retour = reverse("signalements:traiter_demande", args=[demande.cle])
    contexte = {"form": form, "demande": demande, "retour": retour}
    return render(request, "signalements/orientations/orienter.html", contexte)


def _connue(demande: Demande | None) -> dict[str, str]:
    if demande is None:
        return {}
    return {"nom": demande.nom, "prenom": demande.prenom, "telephone": demande.telephone}


def _envoyer(
    request: RequeteConnectee, caisse: Caisse, demande: Demande | None, form: OrientationForm
) -> bool:
    try:
        orienter(
            acteur=request.acteur,
            caisse_id=caisse.pk,
            partenaire=form.cleaned_data["partenaire"],
            confiee=form.confiee(),
            demande_id=demande.pk if demande else None,
            confirme=form.confirme,
        )
    except OrientationIncomplete as refus:
        for champ, message in refus.manques.items():
            form.signaler(champ, message)
        return False
    except RegleMetierRefusee as refus:
        form.signaler("partenaire", refus.message)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def retirer_orientation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Take back an orientation that waits, after a page that says what will happen."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    orientation: Orientation = get_object_or_404(
        orientations_de(request.acteur).select_related("partenaire"), cle=cle
    )
    if request.method == "POST":
        try:
            retirer(acteur=request.acteur, orientation_id=orientation.pk)
        except RegleMetierRefusee as refus:
            messages.warning(request, refus.message)
        else:
            messages.success(request, "L’orientation est retirée : le partenaire est prévenu.")
        return redirect("signalements:lister_orientations")
    contexte = {
        "titre": f"Retirer l’orientation vers {orientation.partenaire.libelle}",
        "consequences": [
            "Le partenaire ne voit plus le nom ni le numéro de la personne.",
            "Il est prévenu qu’il n’a plus à répondre.",
        ],
        "action": "Retirer l’orientation",
        "annuler": reverse("signalements:lister_orientations"),
    }
    return render(request, "components/page_confirmation.html", contexte)
