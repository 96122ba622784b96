"""What an agent does of the pieces: open, accept, refuse, ask for others, judge the dossier (NOV-04, DEM-22)."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.pieces import JugementForm, RefusForm
from signalements.models import Demande
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.demandes_de_pieces import demander_pieces as envoyer_la_demande
from signalements.services.demandes_de_pieces import juger_piece as juger_une_piece
from signalements.services.jugements import juger
from signalements.services.refus import DemandeModifiee
from signalements.views.agent_demande import demande_du_bureau
from signalements.views.depot_etapes import AUCUNE_VERSION, version_envoyee
from signalements.views.pieces_demande import ItemsDeDemande
from signalements.views.pieces_presentation import ce_qui_s_est_passe
from signalements.views.remise_de_piece import remettre_piece

_ANCRE = "pieces"


@require_safe
def ouvrir_piece_du_dossier(request: RequeteConnectee, cle: UUID, numero: int) -> FileResponse:
    """Send a file that the caisse may read, once found clean; each download is written in the journal (DOC-04)."""
    demande = demande_du_bureau(request, cle)
    jointe = next((j for j in dossier_de_pieces(demande).envoyees if j.numero == numero), None)
    if jointe is None:
        raise HorsPortee
    return remettre_piece(request.acteur, demande, jointe)


@require_POST
def juger_piece(request: RequeteConnectee, cle: UUID, numero: int) -> HttpResponse:
    """Accept or refuse one file, and come back to it."""
    demande = demande_du_bureau(request, cle)
    acceptee = request.POST.get("geste") == "accepter"
    form = RefusForm(request.POST)
    raison = "" if acceptee else str(form.data.get("raison", ""))
    try:
        juger_une_piece(
            acteur=request.acteur,
            demande_id=demande.pk,
            numero=numero,
            acceptee=acceptee,
            raison=raison,
            version=version_envoyee(request.POST),
        )
    except RegleMetierRefusee as refus:
        messages.warning(request, _mots(request, demande, refus))
    else:
        mot = "acceptée" if acceptee else "refusée"
        messages.success(request, f"Pièce n°\N{NO-BREAK SPACE}{numero} {mot}.")
    return _retour(demande)


@require_POST
def juger_dossier(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record that the dossier is complete, that the demande is receivable."""
    demande = demande_du_bureau(request, cle)
    form = JugementForm(request.POST)
    form.is_valid()
    try:
        jugee = juger(
            acteur=request.acteur,
            demande_id=demande.pk,
            complet=form.cleaned_data.get("complet", False),
            recevable=form.cleaned_data.get("recevable", False),
            version=version_envoyee(request.POST),
        )
    except RegleMetierRefusee as refus:
        messages.warning(request, _mots(request, demande, refus))
    else:
        finie = verifier(jugee.etat, "instruire", vie_de(jugee.nature)) is None
        messages.success(
            request,
            "Dossier complet et recevable\N{NO-BREAK SPACE}: le partenaire en a la confirmation, avec la date de la réponse."
            if finie
            else "Jugement enregistré. L’autre reste à rendre.",
        )
    return _retour(demande)


@require_http_methods(["GET", "HEAD", "POST"])
def demander_pieces(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Prepare a request, item by item, with what the partner will read; what is typed stays when refused."""
    demande = demande_du_bureau(request, cle)
    trop_tard = verifier(demande.etat, "demander_pieces", vie_de(demande.nature))
    if trop_tard is not None:
        messages.warning(request, trop_tard)
        return _retour(demande)
    items = ItemsDeDemande(dossier_de_pieces(demande), request.POST if request.method == "POST" else None)
    if request.method == "POST" and items.valides() and _envoyer(request, demande, items):
        messages.success(
            request,
            "Demande envoyée\N{NO-BREAK SPACE}: le partenaire est prévenu, le délai repartira de sa réponse.",
        )
        return _retour(demande)
    # Once a page was found stale and said so, the next sending is made on what the agent has just read.
    recu = version_envoyee(request.POST)
    version = demande.version if recu == AUCUNE_VERSION or items.perimee else recu
    contexte = {"demande": demande, "items": items, "version": version}
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/pieces/demander.html", contexte)


def _envoyer(request: RequeteConnectee, demande: Demande, items: ItemsDeDemande) -> bool:
    try:
        envoyer_la_demande(
            acteur=request.acteur,
            demande_id=demande.pk,
            pieces=items.pieces(),
            version=version_envoyee(request.POST),
            confirme=items.confirme,
        )
    except RegleMetierRefusee as refus:
        items.refuser(_mots(request, demande, refus), perimee=isinstance(refus, DemandeModifiee))
        return False
    return True


def _mots(request: RequeteConnectee, demande: Demande, refus: RegleMetierRefusee) -> str:
    if isinstance(refus, DemandeModifiee):
        return f"{refus.message} {ce_qui_s_est_passe(request.acteur, demande, refus.faits)}".strip()
    return f"{refus.message} ({refus.article})" if refus.article else refus.message


def _retour(demande: Demande) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('signalements:traiter_demande', args=[demande.cle])}#{_ANCRE}")
