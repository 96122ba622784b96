"""Mending a demande found irrecevable: identity, words and files on one form, then sent again (DEM-10)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.garde import CHAMP_RELU
from signalements.forms.pieces import CorrectionForm, Ensemble, IdentiteForm, PieceCorrigeeForm
from signalements.models import Demande
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.identites import CHAMPS, identite_a_corriger
from signalements.services.pieces_jointes import joindre_piece
from signalements.services.refus import DossierIncomplet, IdentiteAvecNumero
from signalements.services.reponses import corriger
from signalements.services.verrous import verrouiller_pieces
from signalements.views.pieces_brouillon import RETIRER
from signalements.views.pieces_lignes import lignes_des_fichiers
from signalements.views.pieces_partenaire import ENVOYE, ENVOYER, JOINDRE, retirer_ici, vers
from signalements.views.pieces_presentation import volet_partenaire
from signalements.views.suite_volets import volet_consigne
from signalements.views.suivi_demande import demande_suivie

_FICHIER: Final = "fichier"


@dataclass(frozen=True, slots=True)
class Saisie:
    """What the page holds; ``identite`` only when the caisse asked to mend it."""

    correction: CorrectionForm
    piece: PieceCorrigeeForm
    identite: IdentiteForm | None

    @property
    def formulaires(self) -> Ensemble:
        """Every form, in the order of the page: one summary of what is to mend."""
        return Ensemble(*filter(None, (self.identite, self.correction, self.piece)))


@require_http_methods(["GET", "HEAD", "POST"])
def corriger_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Mend a demande found irrecevable; whatever the button, what was typed stays on the page."""
    demande = demande_suivie(request, cle)
    trop_tard = verifier(demande.etat, "corriger", vie_de(demande.nature))
    if trop_tard is not None:
        messages.info(request, "La caisse n’attend pas de correction pour cette demande.")
        return redirect("signalements:voir_demande", cle=demande.cle)
    if request.method != "POST":
        return _montrer(request, demande, Saisie(CorrectionForm(), _piece(demande), _identite(demande)))
    # Files before the demande, as the antivirus does.
    verrouiller_pieces(demande.pk)
    envoi = request.POST.get("geste") == ENVOYER
    return _renvoyer(request, demande) if envoi else _preparer(request, demande)


def _preparer(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Join or take back a file; the rest of the page is not judged yet."""
    if RETIRER in request.POST:
        retirer_ici(request, demande)
    piece, texte = _joindre(request, demande), request.POST.get("texte", "")
    identite = _identite(demande, request)
    tape = identite.saisie() if identite else {}
    if not piece.errors and not texte.strip() and tape == _envoyee(demande, tape):
        return vers(demande, "corriger_demande")
    correction = CorrectionForm(initial={"texte": texte, CHAMP_RELU: CHAMP_RELU in request.POST})
    if CHAMP_RELU in request.POST:
        correction.demander_relecture()
    return _montrer(request, demande, Saisie(correction, piece, _identite(demande, initial=tape)))


def _envoyee(demande: Demande, champs: dict[str, object]) -> dict[str, object]:
    """Return the identity as it was sent, as a form gives it."""
    return {champ: str(getattr(demande, champ) or "") for champ in champs}


def _joindre(request: RequeteConnectee, demande: Demande) -> PieceCorrigeeForm:
    if _FICHIER not in request.FILES and request.POST.get("geste") != JOINDRE:
        return _piece(demande)
    form = _piece(demande, request)
    if form.is_valid():
        try:
            jointe = joindre_piece(
                acteur=request.acteur,
                demande_id=demande.pk,
                fichier=form.cleaned_data[_FICHIER],
                code=form.code,
            )
        except RegleMetierRefusee as refus:
            form.add_error(_FICHIER, refus.message)
        else:
            numero = f"Pièce n°\N{NO-BREAK SPACE}{jointe.numero}"
            messages.success(request, f"{numero} jointe. Elle partira avec votre correction.")
            return _piece(demande)
    return form


def _renvoyer(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    saisie = Saisie(CorrectionForm(request.POST), _joindre(request, demande), _identite(demande, request))
    if not saisie.formulaires.en_ordre:
        return _montrer(request, demande, saisie)
    try:
        corriger(
            acteur=request.acteur,
            demande_id=demande.pk,
            texte=saisie.correction.cleaned_data["texte"],
            confirme=saisie.correction.confirme,
            identite=saisie.identite.saisie() if saisie.identite else None,
        )
    except (DossierIncomplet, IdentiteAvecNumero) as refus:
        _signaler(saisie.identite, refus)
    except RegleMetierRefusee as refus:
        saisie.correction.refuser("texte", refus)
    else:
        messages.success(request, ENVOYE)
        return redirect("signalements:voir_demande", cle=demande.cle)
    return _montrer(request, demande, saisie)


def _signaler(identite: IdentiteForm | None, refus: DossierIncomplet | IdentiteAvecNumero) -> None:
    if identite is not None:
        for champ, message in refus.manques.items():
            identite.refuser(champ, message)


def _identite(
    demande: Demande, request: RequeteConnectee | None = None, initial: dict[str, object] | None = None
) -> IdentiteForm | None:
    """Return the form of the identity when the caisse asked to mend it: as sent, as kept, or as typed now."""
    if not identite_a_corriger(demande):
        return None
    options = {"departements": [ligne.code for ligne in demande.caisse.departements.all()]}
    if request is not None:
        return IdentiteForm(request.POST, **options)
    tenue = initial or {champ: getattr(demande, champ) for champ in CHAMPS}
    return IdentiteForm(initial=tenue, **options)


def _piece(demande: Demande, request: RequeteConnectee | None = None) -> PieceCorrigeeForm:
    attendues = dossier_de_pieces(demande).attendues
    pieces = [(attendue.code, attendue.libelle) for attendue in attendues]
    if request is not None:
        return PieceCorrigeeForm(request.POST, request.FILES, pieces=pieces)
    return PieceCorrigeeForm(pieces=pieces)


def _montrer(request: RequeteConnectee, demande: Demande, saisie: Saisie) -> HttpResponse:
    fichiers = [f for f in lignes_des_fichiers(dossier_de_pieces(demande)) if not f.envoyee]
    maintenant = timezone.now()
    contexte = {
        "demande": demande,
        "fichiers": fichiers,
        "en_cours": any(fichier.suivi.en_cours for fichier in fichiers),
        "form": saisie.correction,
        "piece": saisie.piece,
        "identite": saisie.identite,
        "resume": saisie.formulaires,
        "volet": volet_partenaire(request.acteur, demande, maintenant),
        "quoi_faire": volet_consigne(request.acteur, demande, maintenant),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/pieces/corriger.html", contexte)
