"""The page of the supporting documents of a draft: one by one, each with its example (NOV-04, DEM-07)."""

from typing import Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.pieces import FichierForm
from signalements.models import Demande
from signalements.rules.parcours import PIECES
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.pieces_jointes import joindre_piece, retirer_piece
from signalements.views.depot_etapes import adresse_etape, progression, suivante, sur_un_brouillon
from signalements.views.pieces_lignes import (
    LigneDePiece,
    hors_du_motif,
    lignes_des_fichiers,
    lignes_du_motif,
)

REMPLACER: Final = "remplacer"
RETIRER: Final = "retirer"
ACTUALISER: Final = "actualiser"
_CHIFFRES: Final = 5


@require_http_methods(["GET", "HEAD", "POST"])
@sur_un_brouillon
def deposer_pieces(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Show what the motif needs; join, replace or take back one file at a time, without JavaScript."""
    if request.method != "POST":
        return _montrer(request, demande)
    geste = request.POST.get("geste", "")
    if geste == RETIRER:
        return _retirer(request, demande)
    if geste == ACTUALISER:
        return _ici(demande)
    return _joindre(request, demande, remplacer=geste == REMPLACER)


def _joindre(request: RequeteConnectee, demande: Demande, *, remplacer: bool) -> HttpResponse:
    code = request.POST.get("code", "")
    noms = {attendue.code: attendue.libelle for attendue in dossier_de_pieces(demande).attendues}
    form = FichierForm(request.POST, request.FILES, prefix=code, nom=noms.get(code, ""))
    if not form.is_valid():
        return _montrer(request, demande, code, form)
    try:
        jointe = joindre_piece(
            acteur=request.acteur,
            demande_id=demande.pk,
            fichier=form.cleaned_data["fichier"],
            code=code,
            remplacer=remplacer,
        )
    except RegleMetierRefusee as refus:
        form.add_error("fichier", refus.message)
        return _montrer(request, demande, code, form)
    messages.success(
        request, f"Pièce n°\N{NO-BREAK SPACE}{jointe.numero} jointe\N{NO-BREAK SPACE}: l’antivirus la lit."
    )
    return _ici(demande, f"piece-{code}")


def _retirer(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    retirer_piece(acteur=request.acteur, demande_id=demande.pk, numero=numero_envoye(request))
    messages.success(request, "La pièce est retirée, son fichier est effacé.")
    return _ici(demande)


def numero_envoye(request: RequeteConnectee, champ: str = "numero") -> int:
    """Return the number of the file that a form names.

    Args:
        request: a POST.
        champ: field, or button, that bears it.

    Raises:
        HorsPortee: not a number.
    """
    numero = request.POST.get(champ, "")
    if not (numero.isascii() and numero.isdigit() and len(numero) <= _CHIFFRES):
        raise HorsPortee
    return int(numero)


def _ici(demande: Demande, ancre: str = "") -> HttpResponseRedirect:
    adresse = reverse("signalements:deposer_pieces", args=[demande.cle])
    return HttpResponseRedirect(f"{adresse}#{ancre}" if ancre else adresse)


def _montrer(
    request: RequeteConnectee, demande: Demande, code: str = "", refuse: FichierForm | None = None
) -> HttpResponse:
    dossier = dossier_de_pieces(demande)
    fichiers = lignes_des_fichiers(dossier)
    lignes = lignes_du_motif(dossier, fichiers)
    formulaires = [(ligne, _form(ligne, code, refuse)) for ligne in lignes]
    etape = progression(demande, PIECES)
    contexte = {
        "demande": demande,
        "lignes": formulaires,
        "autres": hors_du_motif(dossier, fichiers),
        "manquent": [attendue.libelle for attendue in dossier.manquent()],
        "refuse": refuse,
        "progression": etape,
        "suite": adresse_etape(demande, suivante(demande, PIECES, demande.saisie)),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/pieces/brouillon.html", contexte)


def _form(ligne: LigneDePiece, code: str, refuse: FichierForm | None) -> FichierForm:
    if refuse is not None and ligne.attendue.code == code:
        return refuse
    return FichierForm(prefix=ligne.attendue.code, nom=ligne.attendue.libelle)


@require_safe
@sur_un_brouillon
def suivre_pieces(request: RequeteConnectee, demande: Demande, code: str) -> HttpResponse:
    """Answer with the antivirus state of the files of one document, for the page that waits for it."""
    dossier = dossier_de_pieces(demande)
    lignes = lignes_du_motif(dossier, lignes_des_fichiers(dossier))
    fichiers = [f for ligne in lignes if ligne.attendue.code == code for f in ligne.fichiers]
    return render(request, "signalements/pieces/_etats.html", {"fichiers": fichiers})
