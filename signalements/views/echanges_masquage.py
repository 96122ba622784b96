"""Masking a passage of a message or of the text of the form: choose it, see what will stay, confirm."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums.textes import RaisonMasquage
from signalements.forms.masquage import MasquageForm
from signalements.models import Demande, Message
from signalements.rules.masquage import masquer
from signalements.selectors.echanges import details_avec_texte
from signalements.services.masquages import masquer_passage, verifier_passage
from signalements.views.agent_demande import demande_du_bureau


@dataclass(frozen=True, slots=True)
class _Texte:
    """The text to mask: its words, its message (``None``: the form), where it is read."""

    contenu: str
    message_id: int | None
    retour: str


@require_http_methods(["GET", "HEAD", "POST"])
def masquer_message(request: RequeteConnectee, cle: UUID, message: int) -> HttpResponse:
    """Mask a passage of a message of this demande."""
    demande = demande_du_bureau(request, cle)
    ligne = get_object_or_404(Message, demande=demande, pk=message)
    page = reverse("signalements:traiter_demande", args=[demande.cle])
    return _masquer(request, demande, _Texte(ligne.texte, ligne.pk, f"{page}#echanges"))


@require_http_methods(["GET", "HEAD", "POST"])
def masquer_precisions(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Mask a passage of the text of the form."""
    demande = demande_du_bureau(request, cle)
    details = details_avec_texte(demande)
    if details is None:
        raise Http404
    page = reverse("signalements:traiter_demande", args=[demande.cle])
    return _masquer(request, demande, _Texte(details.precisions, None, page))


def _masquer(request: RequeteConnectee, demande: Demande, texte: _Texte) -> HttpResponse:
    if request.method != "POST":
        return _choisir(request, demande, texte, MasquageForm())
    form = MasquageForm(request.POST)
    if not form.is_valid():
        return _choisir(request, demande, texte, form)
    passage, raison = form.cleaned_data["passage"], form.cleaned_data["raison"]
    try:
        verifier_passage(texte.contenu, passage, raison)
        if "confirmer" not in request.POST:
            return _confirmer(request, demande, texte, form)
        masquer_passage(
            acteur=request.acteur,
            demande_id=demande.pk,
            passage=passage,
            raison=raison,
            message_id=texte.message_id,
        )
    except RegleMetierRefusee as refus:
        form.add_error("passage", refus.message)
        return _choisir(request, demande, texte, form)
    messages.success(request, "Le passage est masqué et effacé : son auteur est prévenu.")
    return redirect(texte.retour)


def _choisir(request: RequeteConnectee, demande: Demande, texte: _Texte, form: MasquageForm) -> HttpResponse:
    contexte = {"demande": demande, "texte": texte.contenu, "form": form, "retour": texte.retour}
    return render(request, "signalements/echanges/masquer.html", contexte)


def _confirmer(
    request: RequeteConnectee, demande: Demande, texte: _Texte, form: MasquageForm
) -> HttpResponse:
    valeurs = form.cleaned_data
    raison = str(RaisonMasquage(valeurs["raison"]).label)
    contexte = {
        "demande": demande,
        "apres": masquer(texte.contenu, valeurs["passage"], raison),
        "form": MasquageForm(initial=valeurs, a_confirmer=True),
        "annuler": texte.retour,
        "titre": f"Masquer un passage, demande {demande.reference}",
        "consequences": [
            "Le passage est effacé de la base : personne ne peut le rétablir, ni vous ni l’administrateur.",
            f"À sa place, chacun lit qu’il a été masqué par la caisse, et pourquoi : {raison.lower()}.",
            "L’auteur du texte est prévenu par courriel, sans le passage.",
        ],
        "action": "Masquer ce passage",
    }
    return render(request, "signalements/echanges/confirmer_masquage.html", contexte)
