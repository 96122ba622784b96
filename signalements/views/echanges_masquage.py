"""Masking a passage of a text that agents read on a demande: choose it, see what will stay, confirm."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums.textes import RaisonMasquage
from signalements.forms.masquage import MasquageForm
from signalements.models import Demande
from signalements.selectors.echanges import Designation, Ecrit, ecrit_de
from signalements.services.masquages import apres_masquage, masquer_passage, verifier_passage
from signalements.views.agent_demande import demande_du_bureau

# By the word of the address: which text, and the place of the page where it is read.
_GENRES: Final[dict[str, tuple[Callable[[int], Designation], str]]] = {
    "messages": (lambda numero: {"message_id": numero}, "#echanges"),
    "notes": (lambda numero: {"note_id": numero}, "#notes"),
    "reponses": (lambda numero: {"reponse_id": numero}, "#pieces"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def masquer_ecrit(request: RequeteConnectee, cle: UUID, genre: str, numero: int) -> HttpResponse:
    """Mask a passage of a message, of an answer in words or of an internal note of this demande."""
    if genre not in _GENRES:
        raise Http404
    designer, place = _GENRES[genre]
    return _masquer(request, demande_du_bureau(request, cle), designer(numero), place)


@require_http_methods(["GET", "HEAD", "POST"])
def masquer_precisions(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Mask a passage of the text of the form."""
    return _masquer(request, demande_du_bureau(request, cle), {}, "")


def _masquer(request: RequeteConnectee, demande: Demande, lequel: Designation, place: str) -> HttpResponse:
    ecrit = ecrit_de(demande, **lequel)
    if ecrit is None:
        raise Http404
    retour = f"{reverse('signalements:traiter_demande', args=[demande.cle])}{place}"
    form = MasquageForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _choisir(request, demande, ecrit, form, retour)
    passage, raison = form.cleaned_data["passage"], form.cleaned_data["raison"]
    try:
        verifier_passage(ecrit, passage, raison)
        if "confirmer" not in request.POST:
            return _confirmer(request, demande, ecrit, form, retour)
        masquer_passage(
            acteur=request.acteur, demande_id=demande.pk, passage=passage, raison=raison, **lequel
        )
    except RegleMetierRefusee as refus:
        form.add_error("passage", refus.message)
        return _choisir(request, demande, ecrit, form, retour)
    messages.success(request, "Le passage est masqué et effacé : son auteur est prévenu.")
    return redirect(retour)


def _choisir(
    request: RequeteConnectee, demande: Demande, ecrit: Ecrit, form: MasquageForm, retour: str
) -> HttpResponse:
    contexte = {"demande": demande, "texte": ecrit.texte, "form": form, "retour": retour}
    return render(request, "signalements/echanges/masquer.html", contexte)


def _confirmer(
    request: RequeteConnectee, demande: Demande, ecrit: Ecrit, form: MasquageForm, retour: str
) -> HttpResponse:
    valeurs = form.cleaned_data
    raison = str(RaisonMasquage(valeurs["raison"]).label)
    contexte = {
        "demande": demande,
        "apres": apres_masquage(ecrit, valeurs["passage"], valeurs["raison"]),
        "form": MasquageForm(initial=valeurs, a_confirmer=True),
        "annuler": retour,
        "titre": f"Masquer un passage, demande {demande.reference}",
        "consequences": [
            "Le passage est effacé de la base : personne ne peut le rétablir, ni vous ni l’administrateur.",
            f"À sa place, chacun lit qu’il a été masqué par la caisse, et pourquoi : {raison.lower()}.",
            "L’auteur du texte est prévenu par courriel, sans le passage.",
        ],
        "action": "Masquer ce passage",
    }
    return render(request, "signalements/echanges/confirmer_masquage.html", contexte)
