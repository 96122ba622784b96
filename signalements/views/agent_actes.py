"""What an agent does from the page of a demande: take, follow, begin, study."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.models import Demande
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.services import consentements, instruction, traitement
from signalements.services.refus import DemandeModifiee
from signalements.views.agent_demande import demande_du_bureau, page_de, version_lue
from signalements.views.agent_refus import expliquer

Acte = Callable[..., Demande]


def _agir(
    request: RequeteConnectee, cle: UUID, acte: Acte, fait: str, *, sur_la_page: bool = True
) -> HttpResponse:
    """Do one act and come back to the page, with what was done or why it was not.

    Args:
        request: the agent's.
        cle: of the demande.
        acte: the service.
        fait: said once it is done.
        sur_la_page: the act was prepared on the page of the demande, whose version it posts (UX-05).
    """
    demande = demande_du_bureau(request, cle)
    version = {"version": version_lue(request)} if sur_la_page else {}
    try:
        acte(acteur=request.acteur, demande_id=demande.pk, **version)
    except DemandeModifiee as refus:
        return page_de(request, demande_du_bureau(request, cle), modifiee=refus)
    except RegleMetierRefusee as refus:
        messages.warning(request, majuscule(expliquer(request.acteur, demande, refus)))
    else:
        messages.success(request, fait)
    return redirect("signalements:traiter_demande", cle=demande.cle)


def majuscule(phrase: str) -> str:
    """Return a sentence that begins by a capital, the rest untouched."""
    return phrase[:1].upper() + phrase[1:]


@require_POST
def prendre_en_charge(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Take the demande in charge: the clock stops, the partner is told."""
    fait = "Vous avez pris cette demande en charge : le délai est arrêté, le partenaire est prévenu."
    return _agir(request, cle, traitement.prendre_en_charge, fait)


@require_POST
def s_affecter(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Become the agent who follows the demande."""
    fait = "Vous suivez désormais cette demande."
    return _agir(request, cle, traitement.affecter_a_soi, fait, sur_la_page=False)


@require_POST
def instruire(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Begin the study; the agent follows the demande from then on."""
    fait = "Vous instruisez cette demande : le partenaire en est prévenu, si la personne l’a accepté."
    return _agir(request, cle, instruction.instruire, fait)


@require_POST
def demarrer_accompagnement(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Say that the person was reached."""
    return _agir(request, cle, traitement.demarrer_accompagnement, "L’accompagnement est commencé.")


@require_http_methods(["GET", "HEAD", "POST"])
def retirer_accord(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record that the person withdraws its agreement, after a page that says what will happen (DEM-06)."""
    demande = demande_du_bureau(request, cle)
    if request.method == "POST":
        fait = "L’accord est retiré : la demande est arrêtée, le partenaire est prévenu."
        return _agir(request, cle, consentements.retirer_consentement, fait, sur_la_page=False)
    trop_tard = verifier(demande.etat, "retirer_consentement", vie_de(demande.nature))
    if trop_tard is not None:
        messages.warning(request, trop_tard)
        return redirect("signalements:traiter_demande", cle=demande.cle)
    contexte = {
        "titre": f"Retrait de l’accord, demande {demande.reference}",
        "consequences": [
            "Tout s’arrête tout de suite : n’appelez plus la personne.",
            "Le partenaire est prévenu que la demande est annulée.",
            "Les données de la personne seront effacées au terme prévu, compté d’aujourd’hui.",
            "Ce retrait ne s’annule pas : il faudrait une nouvelle demande, avec un nouvel accord.",
        ],
        "action": "Enregistrer le retrait de l’accord",
        "annuler": _page(demande),
    }
    return render(request, "components/page_confirmation.html", contexte)


def _page(demande: Demande) -> str:
    return reverse("signalements:traiter_demande", args=[demande.cle])
