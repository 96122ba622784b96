"""Ending a demande: answer, read again, end (DEM-10); and handing its document over (DEM-12)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.fin import FinForm
from signalements.forms.instruction import DocumentForm
from signalements.models import Demande
from signalements.services.decisions import documents_remis, manques_de_la_fin, terminer
from signalements.services.instruction import se_dit
from signalements.services.livraisons import DEJA_REMIS, deposer_document, refus_de
from signalements.services.refus import DemandeModifiee, FinIncomplete
from signalements.views.agent_acte import Acte, dessiner, mener, redessiner, refuser, trop_tard
from signalements.views.agent_demande import demande_du_bureau

RELIRE: Final = "relire"
CONFIRMER: Final = "confirmer"
_FIN = Acte(
    titre="Terminer",
    action="Relire avant de terminer",
    consequences=(),
    succes="La demande est terminée : le partenaire en est averti.",
    codes=dict.fromkeys(("nir", "sante_a_confirmer", "message_trop_long"), "reponse"),
    code="terminer",
    gabarit="signalements/agent/terminer.html",
)
_LIVRER = Acte(
    titre="Remettre le document",
    action="Remettre par le portail",
    consequences=(
        "Le fichier est analysé par l’antivirus, puis remis : le partenaire est prévenu et peut le télécharger.",
        "Vérifiez qu’il concerne bien la personne : un document remis ne se reprend pas.",
    ),
    succes="Le document est à l’analyse : le partenaire sera prévenu dès qu’il pourra le télécharger.",
    champ="fichier",
)


@require_http_methods(["GET", "HEAD", "POST"])
def terminer_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Ask how it ends, show the answers again, then end it; whatever is refused, the answers stay."""
    demande = demande_du_bureau(request, cle)
    impossible = trop_tard(request, demande, _FIN.code) if request.method != "POST" else None
    if impossible is not None:
        return impossible
    if demande.nature == Service.SIGNALEMENT:
        return redirect("signalements:clore_demande", cle=demande.cle)
    form = _formulaire(request, demande)
    etape = request.POST.get("etape", "")
    if etape not in {RELIRE, CONFIRMER} or not form.is_valid() or _incomplete(demande, form):
        return dessiner(request, demande, _acte_de_fin(demande), form)
    if etape == CONFIRMER:
        return _terminer(request, demande, form)
    contexte = {"form": form, "demande": demande, "relecture": form.relecture(), "se_dit": se_dit(demande)}
    return render(request, "signalements/agent/relire_fin.html", contexte)


def _formulaire(request: RequeteConnectee, demande: Demande) -> FinForm:
    return FinForm(
        request.POST or None,
        initial={"version": demande.version},
        nature=demande.nature,
        droit=demande.motif.droit if demande.motif else "",
        livree=bool(documents_remis(demande)),
    )


def _incomplete(demande: Demande, form: FinForm) -> bool:
    """Show beside each question what is missing, before anything is read again."""
    reponses = form.arguments()
    manques = manques_de_la_fin(demande, reponses["decisions"], reponses["reponse"], reponses["remise"])
    for champ, message in manques.items():
        form.signaler(champ, message)
    return bool(manques)


def _acte_de_fin(demande: Demande) -> Acte:
    contexte = {"se_dit": se_dit(demande), "documents": documents_remis(demande)}
    return replace(_FIN, contexte=contexte)


def _terminer(request: RequeteConnectee, demande: Demande, form: FinForm) -> HttpResponse:
    acte = _acte_de_fin(demande)
    try:
        terminer(acteur=request.acteur, demande_id=demande.pk, **form.arguments())
    except DemandeModifiee as refus:
        return redessiner(request, demande, acte, form, refus)
    except FinIncomplete as refus:
        for champ, message in refus.manques.items():
            form.signaler(champ, message)
        return dessiner(request, demande, acte, form)
    except RegleMetierRefusee as refus:
        refuser(request, demande, acte, form, refus)
        return dessiner(request, demande, acte, form)
    messages.success(request, acte.succes)
    return redirect("signalements:traiter_demande", cle=demande.cle)


@require_http_methods(["GET", "HEAD", "POST"])
def remettre_document(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Hand the document over through the portal, where the partner may receive it (DEM-12)."""
    demande = demande_du_bureau(request, cle)
    if demande.nature != Service.DOCUMENT:
        raise Http404
    refus = refus_de(demande) or (DEJA_REMIS if documents_remis(demande) else "")
    if refus and request.method != "POST":
        messages.warning(request, refus)
        return redirect("signalements:traiter_demande", cle=demande.cle)
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"version": demande.version})
    return mener(
        request,
        demande,
        _LIVRER,
        form,
        lambda lu: deposer_document(acteur=request.acteur, demande_id=demande.pk, **lu.arguments()),
    )
