"""What a technicien takes away from a demande: the receipt, the letter, the signed form."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.documents import Document, lettre_de_confirmation, recepisse
from signalements.enums import NaturePieceDemande
from signalements.models import PieceDemande
from signalements.services.livraisons import refus_de
from signalements.views.remise_de_piece import remettre_piece
from signalements.views.suivi_demande import demande_suivie


@require_safe
def telecharger_recepisse(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the receipt as a PDF (DEM-21)."""
    return _document(request, cle, recepisse)


@require_safe
def telecharger_lettre(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the letter that confirms to the person what was said aloud (DEM-06)."""
    return _document(request, cle, lettre_de_confirmation)


def _document(request: RequeteConnectee, cle: UUID, faire: Callable[..., Document]) -> HttpResponse:
    demande = demande_suivie(request, cle)
    try:
        document = faire(acteur=request.acteur, demande=demande)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect("signalements:voir_demande", cle=demande.cle)
    return reponse_pdf(document.contenu, document.nom)


@require_safe
def ouvrir_piece(request: RequeteConnectee, cle: UUID, numero: int) -> FileResponse:
    """Send a piece, once found clean; each download is written in the journal (DOC-04).

    What the caisse handed over opens while the structure may receive documents from it (DEM-12, ORG-03).
    """
    demande = demande_suivie(request, cle)
    jointes = PieceDemande.objects.filter(demande=demande, retiree_le__isnull=True).select_related("piece")
    jointe = get_object_or_404(jointes, numero=numero)
    if jointe.nature == NaturePieceDemande.SORTANTE and refus_de(demande):
        raise HorsPortee
    return remettre_piece(request.acteur, demande, jointe)
