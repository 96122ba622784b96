"""What the partner answers: piece by piece, then all together; or a correction (DEM-10, NOV-04)."""

from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.pieces import CorrectionForm, FichierForm, IdentiteForm, ReponseForm
from signalements.models import Demande
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.identites import CHAMPS, identite_a_corriger
from signalements.services.pieces_jointes import joindre_piece, retirer_piece
from signalements.services.refus import DossierIncomplet
from signalements.services.reponses import (
    corriger,
    envoyer_reponses,
    repondre_en_mots,
    repondre_par_fichier,
)
from signalements.views.pieces_brouillon import REMPLACER, RETIRER, numero_envoye
from signalements.views.pieces_lignes import hors_du_motif, lignes_des_fichiers, lignes_du_motif
from signalements.views.pieces_presentation import si_vous_repondez, volet_partenaire
from signalements.views.pieces_reponses import LigneDemandee, lignes_demandees
from signalements.views.suite_volets import volet_consigne
from signalements.views.suivi_demande import demande_suivie

MOTS: Final = "mots"
ENVOYER: Final = "envoyer"
AUTRE: Final = "autre"


@require_http_methods(["GET", "HEAD", "POST"])
def repondre_pieces(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Answer the items one by one; each is stored at once, nothing is sent before the button that says so."""
    demande = demande_suivie(request, cle)
    trop_tard = verifier(demande.etat, "completer", vie_de(demande.nature))
    if trop_tard is not None:
        messages.info(request, "La caisse n’attend pas de pièce pour cette demande.")
        return redirect("signalements:voir_demande", cle=demande.cle)
    if request.method != "POST":
        return _montrer(request, demande)
    if request.POST.get("geste") == RETIRER:
        return _retirer(request, demande, "repondre_pieces")
    ligne = _ligne_visee(request, demande)
    return (
        _en_mots(request, demande, ligne)
        if request.POST.get("geste") == MOTS
        else _par_fichier(request, demande, ligne)
    )


def _ligne_visee(request: RequeteConnectee, demande: Demande) -> LigneDemandee:
    visee = request.POST.get("demandee", "")
    for ligne in lignes_demandees(dossier_de_pieces(demande)):
        if str(ligne.demandee.pk) == visee:
            return ligne
    raise HorsPortee


def _par_fichier(request: RequeteConnectee, demande: Demande, ligne: LigneDemandee) -> HttpResponse:
    form = FichierForm(request.POST, request.FILES, prefix=_prefixe(ligne), nom=ligne.demandee.libelle)
    if form.is_valid():
        try:
            jointe = repondre_par_fichier(
                acteur=request.acteur,
                demande_id=demande.pk,
                demandee_id=ligne.demandee.pk,
                fichier=form.cleaned_data["fichier"],
                remplacer=request.POST.get("geste") == REMPLACER,
            )
        except RegleMetierRefusee as refus:
            form.add_error("fichier", refus.message)
        else:
            messages.success(
                request,
                f"Pièce n°\N{NO-BREAK SPACE}{jointe.numero} jointe. Elle partira avec vos autres réponses.",
            )
            return _vers(demande, "repondre_pieces", f"demande-{ligne.demandee.pk}")
    return _montrer(request, demande, {ligne.demandee.pk: (form, None)})


def _en_mots(request: RequeteConnectee, demande: Demande, ligne: LigneDemandee) -> HttpResponse:
    form = ReponseForm(request.POST, prefix=_prefixe(ligne))
    if form.is_valid():
        try:
            repondre_en_mots(
                acteur=request.acteur,
                demande_id=demande.pk,
                demandee_id=ligne.demandee.pk,
                texte=form.cleaned_data["texte"],
                confirme=form.confirme,
            )
        except RegleMetierRefusee as refus:
            form.refuser("texte", refus)
        else:
            messages.success(request, "Réponse enregistrée. Elle partira avec les autres.")
            return _vers(demande, "repondre_pieces", f"demande-{ligne.demandee.pk}")
    return _montrer(request, demande, {ligne.demandee.pk: (None, form)})


def _retirer(request: RequeteConnectee, demande: Demande, route: str) -> HttpResponse:
    try:
        retirer_piece(acteur=request.acteur, demande_id=demande.pk, numero=numero_envoye(request))
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        messages.success(request, "La pièce est retirée, son fichier est effacé.")
    return _vers(demande, route)


def _montrer(
    request: RequeteConnectee,
    demande: Demande,
    refuses: dict[int, tuple[FichierForm | None, ReponseForm | None]] | None = None,
) -> HttpResponse:
    dossier = dossier_de_pieces(demande)
    lignes = []
    for ligne in lignes_demandees(dossier):
        fichier, mots = (refuses or {}).get(ligne.demandee.pk, (None, None))
        prefixe, nom = _prefixe(ligne), ligne.demandee.libelle
        lignes.append(
            (
                ligne,
                fichier or FichierForm(prefix=prefixe, nom=nom),
                mots or ReponseForm(prefix=prefixe, initial={"texte": ligne.demandee.reponse}),
            )
        )
    contexte = {
        "demande": demande,
        "lignes": lignes,
        "refuse": next((f or m for f, m in (refuses or {}).values()), None),
        "attendent": [item.libelle for item in dossier.attendent()],
        **si_vous_repondez(demande, timezone.now()),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/pieces/repondre.html", contexte)


def _prefixe(ligne: LigneDemandee) -> str:
    return f"demande-{ligne.demandee.pk}"


@require_POST
def envoyer_les_reponses(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send every answer to the caisse; a second click finds the work done."""
    demande = demande_suivie(request, cle)
    try:
        envoyer_reponses(acteur=request.acteur, demande_id=demande.pk)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        if verifier(demande.etat, "completer", vie_de(demande.nature)) is None:
            return _vers(demande, "repondre_pieces")
    else:
        messages.success(request, _ENVOYE)
    return redirect("signalements:voir_demande", cle=demande.cle)


_ENVOYE: Final = (
    "Vos réponses sont envoyées à la caisse. Le délai de réponse court de nouveau, depuis maintenant."
)


@require_http_methods(["GET", "HEAD", "POST"])
def corriger_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Mend a demande found irrecevable: files one by one, words, then send it again."""
    demande = demande_suivie(request, cle)
    trop_tard = verifier(demande.etat, "corriger", vie_de(demande.nature))
    if trop_tard is not None:
        messages.info(request, "La caisse n’attend pas de correction pour cette demande.")
        return redirect("signalements:voir_demande", cle=demande.cle)
    if request.method != "POST":
        return _montrer_correction(request, demande)
    geste = request.POST.get("geste", "")
    if geste == RETIRER:
        return _retirer(request, demande, "corriger_demande")
    if geste == ENVOYER:
        return _renvoyer(request, demande)
    return _joindre(request, demande)


def _joindre(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    code = request.POST.get("code", "")
    form = FichierForm(request.POST, request.FILES, prefix=code)
    if form.is_valid():
        try:
            joindre_piece(
                acteur=request.acteur,
                demande_id=demande.pk,
                fichier=form.cleaned_data["fichier"],
                code="" if code == AUTRE else code,
            )
        except RegleMetierRefusee as refus:
            form.add_error("fichier", refus.message)
        else:
            messages.success(request, "Pièce jointe. Elle partira avec votre correction.")
            return _vers(demande, "corriger_demande")
    return _montrer_correction(request, demande, code, form)


def _renvoyer(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    form = CorrectionForm(request.POST)
    identite = _identite(demande, request)
    if form.is_valid() and (identite is None or identite.is_valid()):
        try:
            corriger(
                acteur=request.acteur,
                demande_id=demande.pk,
                texte=form.cleaned_data["texte"],
                confirme=form.confirme,
                identite=identite.saisie() if identite else None,
            )
        except DossierIncomplet as refus:
            _signaler(identite, refus)
        except RegleMetierRefusee as refus:
            form.refuser("texte", refus)
        else:
            messages.success(request, _ENVOYE)
            return redirect("signalements:voir_demande", cle=demande.cle)
    return _montrer_correction(request, demande, correction=form, identite=identite)


def _signaler(identite: IdentiteForm | None, refus: DossierIncomplet) -> None:
    if identite is not None:
        for champ, message in refus.manques.items():
            identite.refuser(champ, message)


def _identite(demande: Demande, request: RequeteConnectee | None = None) -> IdentiteForm | None:
    """Return the form of the identity when the caisse asked to mend it: as it was sent, or as typed now."""
    if not identite_a_corriger(demande):
        return None
    options = {"departements": [ligne.code for ligne in demande.caisse.departements.all()]}
    if request is not None:
        return IdentiteForm(request.POST, **options)
    return IdentiteForm(initial={champ: getattr(demande, champ) for champ in CHAMPS}, **options)


def _montrer_correction(
    request: RequeteConnectee,
    demande: Demande,
    code: str = "",
    refuse: FichierForm | None = None,
    *,
    correction: CorrectionForm | None = None,
    identite: IdentiteForm | None = None,
) -> HttpResponse:
    dossier = dossier_de_pieces(demande)
    fichiers = lignes_des_fichiers(dossier)
    lignes = lignes_du_motif(dossier, fichiers)
    choix = [(ligne.attendue.code, ligne.attendue.libelle) for ligne in lignes] + [(AUTRE, "Autre pièce")]
    contexte = {
        "demande": demande,
        "lignes": [
            (cle, nom, refuse if refuse is not None and cle == code else FichierForm(prefix=cle, nom=nom))
            for cle, nom in choix
        ],
        "fichiers": [f for f in fichiers if not f.envoyee],
        "form": correction or CorrectionForm(),
        "identite": identite or _identite(demande),
        "refuse": refuse or correction,
        "volet": volet_partenaire(request.acteur, demande, timezone.now()),
        "hors_du_motif": hors_du_motif(dossier, fichiers),
        "quoi_faire": volet_consigne(request.acteur, demande, timezone.now()),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/pieces/corriger.html", contexte)


def _vers(demande: Demande, route: str, ancre: str = "") -> HttpResponseRedirect:
    adresse = reverse(f"signalements:{route}", args=[demande.cle])
    return HttpResponseRedirect(f"{adresse}#{ancre}" if ancre else adresse)
