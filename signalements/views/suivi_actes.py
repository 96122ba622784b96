"""What a technicien does from the page of a demande: cancel, record that the person withdraws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.models import Demande
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.services import consentements, traitement
from signalements.views.suivi_demande import demande_suivie


@dataclass(frozen=True, slots=True)
class ActeAConfirmer:
    """An act that cannot be undone, with what it will do.

    Attributes:
        code: code of ``rules.cycle_de_vie``.
        service: what does it.
        titre: title of the page, before the reference.
        consequences: what will happen to this demande, one sentence each.
        action: words of the button.
        fait: what is said once it is done.
    """

    code: str
    service: Callable[..., Demande]
    titre: str
    consequences: Callable[[Demande], Sequence[str]]
    action: str
    fait: str


def _annuler(demande: Demande) -> Sequence[str]:
    appelee = demande.nature == Service.SIGNALEMENT
    qui = "Les données de la personne seront effacées" if demande.nom else "Elle sera effacée"
    return (
        "La caisse est prévenue et arrête de s’en occuper"
        + ("\N{NO-BREAK SPACE}: elle n’appelle plus la personne." if appelee else "."),
        "La conversation est close\N{NO-BREAK SPACE}; ce qui a été écrit reste lisible.",
        f"{qui} au terme prévu, compté d’aujourd’hui.",
        "L’annulation est définitive\N{NO-BREAK SPACE}: pour la même situation, il faudra une nouvelle demande.",
    )


_ANNULATION: Final = ActeAConfirmer(
    code="annuler",
    service=traitement.annuler,
    titre="Annuler la demande",
    consequences=_annuler,
    action="Annuler la demande",
    fait="La demande est annulée : la caisse est prévenue.",
)
_RETRAIT: Final = ActeAConfirmer(
    code="retirer_consentement",
    service=consentements.retirer_consentement,
    titre="Retrait de l’accord de la personne, demande",
    consequences=lambda _demande: (
        "Tout s’arrête tout de suite : la caisse est prévenue de ne plus appeler la personne.",
        "La demande est annulée et la conversation close.",
        "Les données de la personne seront effacées au terme prévu, compté d’aujourd’hui.",
        "Ce retrait ne s’annule pas : il faudrait une nouvelle demande, avec un nouvel accord.",
    ),
    action="Retirer l’accord de la personne",
    fait="L’accord est retiré : la demande est arrêtée, la caisse est prévenue.",
)


@require_http_methods(["GET", "HEAD", "POST"])
def annuler_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Cancel the demande, after a page that says what will happen."""
    return _confirmer(request, cle, _ANNULATION)


@require_http_methods(["GET", "HEAD", "POST"])
def constater_retrait(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record that the person withdraws its agreement, after a page that says what will happen (DEM-06)."""
    return _confirmer(request, cle, _RETRAIT)


def _confirmer(request: RequeteConnectee, cle: UUID, acte: ActeAConfirmer) -> HttpResponse:
    demande = demande_suivie(request, cle)
    trop_tard = verifier(demande.etat, acte.code, vie_de(demande.nature))
    if trop_tard is not None:
        messages.warning(request, trop_tard)
        return redirect(_page(demande))
    if request.method == "POST":
        return _faire(request, demande, acte)
    contexte = {
        "titre": f"{acte.titre} {demande.reference}",
        "consequences": acte.consequences(demande),
        "action": acte.action,
        "annuler": _page(demande),
    }
    return render(request, "components/page_confirmation.html", contexte)


def _faire(request: RequeteConnectee, demande: Demande, acte: ActeAConfirmer) -> HttpResponse:
    try:
        acte.service(acteur=request.acteur, demande_id=demande.pk)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        messages.success(request, acte.fait)
    return redirect(_page(demande))


def _page(demande: Demande) -> str:
    return reverse("signalements:voir_demande", args=[demande.cle])
