"""What the partner answers: piece by piece, all on one form, then all together (DEM-10, NOV-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from signalements.forms.pieces import Ensemble, FichierForm, ReponseForm
from signalements.models import Demande
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.pieces_jointes import retirer_piece
from signalements.services.reponses import envoyer_reponses, repondre_en_mots, repondre_par_fichier
from signalements.services.verrous import verrouiller_pieces
from signalements.views.pieces_brouillon import REMPLACER, RETIRER, numero_envoye
from signalements.views.pieces_presentation import si_vous_repondez
from signalements.views.pieces_reponses import LigneDemandee, lignes_demandees
from signalements.views.suivi_demande import demande_suivie

# Buttons that name an item; what the page holds is kept whichever was pressed.
JOINDRE: Final = "joindre"
MOTS: Final = "mots"
ENVOYER: Final = "envoyer"
ENVOYE: Final = (
    "Vos réponses sont envoyées à la caisse. Le délai de réponse court de nouveau, depuis maintenant."
)


@dataclass(frozen=True, slots=True)
class Reponse:
    """One item with its two forms: a file, words."""

    ligne: LigneDemandee
    fichier: FichierForm
    mots: ReponseForm

    @property
    def refusee(self) -> bool:
        """Tell whether something of it could not be kept."""
        return bool(self.fichier.errors or self.mots.errors)


@require_http_methods(["GET", "HEAD", "POST"])
def repondre_pieces(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Answer the items one by one; each is stored at once, nothing is sent before the button that says so."""
    demande = demande_suivie(request, cle)
    trop_tard = verifier(demande.etat, "completer", vie_de(demande.nature))
    if trop_tard is not None:
        messages.info(request, "La caisse n’attend pas de pièce pour cette demande.")
        return redirect("signalements:voir_demande", cle=demande.cle)
    return _recevoir(request, demande) if request.method == "POST" else _montrer(request, demande)


def _recevoir(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Keep every word and file of the page, then do what its button says (UX-05)."""
    # Files before the demande, as the antivirus does: words lock the demande first otherwise.
    verrouiller_pieces(demande.pk)
    lignes = lignes_demandees(dossier_de_pieces(demande))
    visee = _visee(request, lignes)
    if RETIRER in request.POST:
        retirer_ici(request, demande)
    reponses = [_recue(request, demande, ligne) for ligne in lignes]
    refusees = {r.ligne.demandee.pk: r for r in reponses if r.refusee}
    if refusees:
        return _montrer(request, demande, refusees)
    if request.POST.get("geste") == ENVOYER:
        return _envoyer(request, demande)
    return vers(demande, "repondre_pieces", f"demande-{visee}" if visee else "")


def _visee(request: RequeteConnectee, lignes: list[LigneDemandee]) -> str:
    """Return the item that the button names; empty when it names none."""
    noms = [nom for nom in (JOINDRE, REMPLACER, MOTS) if nom in request.POST]
    visee = request.POST[noms[0]] if noms else ""
    if visee and visee not in {str(ligne.demandee.pk) for ligne in lignes}:
        raise HorsPortee
    return visee


def _recue(request: RequeteConnectee, demande: Demande, ligne: LigneDemandee) -> Reponse:
    return Reponse(ligne, _fichier_recu(request, demande, ligne), _mots_recus(request, demande, ligne))


def _fichier_recu(request: RequeteConnectee, demande: Demande, ligne: LigneDemandee) -> FichierForm:
    prefixe, nom, cle = _prefixe(ligne), ligne.demandee.libelle, str(ligne.demandee.pk)
    remplacer = request.POST.get(REMPLACER) == cle
    attendu = remplacer or request.POST.get(JOINDRE) == cle
    if not attendu and f"{prefixe}-fichier" not in request.FILES:
        return FichierForm(prefix=prefixe, nom=nom)
    form = FichierForm(request.POST, request.FILES, prefix=prefixe, nom=nom)
    if form.is_valid():
        try:
            jointe = repondre_par_fichier(
                acteur=request.acteur,
                demande_id=demande.pk,
                demandee_id=ligne.demandee.pk,
                fichier=form.cleaned_data["fichier"],
                remplacer=remplacer,
            )
        except RegleMetierRefusee as refus:
            form.add_error("fichier", refus.message)
        else:
            numero = f"Pièce n°\N{NO-BREAK SPACE}{jointe.numero}"
            messages.success(request, f"{numero} jointe. Elle partira avec vos autres réponses.")
    return form


def _mots_recus(request: RequeteConnectee, demande: Demande, ligne: LigneDemandee) -> ReponseForm:
    prefixe, tenue = _prefixe(ligne), ligne.demandee.reponse
    tape = request.POST.get(f"{prefixe}-texte", tenue).replace("\r\n", "\n").strip()
    voulus = request.POST.get(MOTS) == str(ligne.demandee.pk)
    # Words already kept were confirmed when they had to be: they are not asked about again.
    if tape == tenue and not (voulus and not tape):
        return _mots_tenus(ligne)
    form = ReponseForm(request.POST, prefix=prefixe)
    if not tape and not tenue:
        form.add_error("texte", "Écrivez votre réponse, ou joignez un fichier.")
    elif form.is_valid():
        _garder_les_mots(request, demande, ligne, form)
    return form


def _garder_les_mots(
    request: RequeteConnectee, demande: Demande, ligne: LigneDemandee, form: ReponseForm
) -> None:
    try:
        demandee = repondre_en_mots(
            acteur=request.acteur,
            demande_id=demande.pk,
            demandee_id=ligne.demandee.pk,
            texte=form.cleaned_data["texte"],
            confirme=form.confirme,
        )
    except RegleMetierRefusee as refus:
        form.refuser("texte", refus)
        return
    gardee = "Réponse enregistrée. Elle partira avec les autres."
    messages.success(request, gardee if demandee.reponse else "Votre réponse en mots est retirée.")


def retirer_ici(request: RequeteConnectee, demande: Demande) -> None:
    """Take back the file that the button of this page names, and say what became of it."""
    try:
        retirer_piece(acteur=request.acteur, demande_id=demande.pk, numero=numero_envoye(request, RETIRER))
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        messages.success(request, "La pièce est retirée, son fichier est effacé.")


def _montrer(
    request: RequeteConnectee, demande: Demande, refusees: Mapping[int, Reponse] | None = None
) -> HttpResponse:
    dossier, gardees = dossier_de_pieces(demande), refusees or {}
    reponses = [_a_montrer(ligne, gardees.get(ligne.demandee.pk)) for ligne in lignes_demandees(dossier)]
    contexte = {
        "demande": demande,
        "reponses": reponses,
        "resume": Ensemble(*(form for reponse in reponses for form in (reponse.fichier, reponse.mots))),
        "attendent": [item.libelle for item in dossier.attendent()],
        **si_vous_repondez(demande, timezone.now()),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/pieces/repondre.html", contexte)


def _a_montrer(ligne: LigneDemandee, refusee: Reponse | None) -> Reponse:
    if refusee is not None:
        return Reponse(ligne, refusee.fichier, refusee.mots)
    fichier = FichierForm(prefix=_prefixe(ligne), nom=ligne.demandee.libelle)
    return Reponse(ligne, fichier, _mots_tenus(ligne))


def _mots_tenus(ligne: LigneDemandee) -> ReponseForm:
    return ReponseForm(prefix=_prefixe(ligne), initial={"texte": ligne.demandee.reponse})


def _prefixe(ligne: LigneDemandee) -> str:
    return f"demande-{ligne.demandee.pk}"


@require_POST
def envoyer_les_reponses(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send every answer to the caisse; a second click finds the work done."""
    return _envoyer(request, demande_suivie(request, cle))


def _envoyer(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    try:
        envoyer_reponses(acteur=request.acteur, demande_id=demande.pk)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        if verifier(demande.etat, "completer", vie_de(demande.nature)) is None:
            return vers(demande, "repondre_pieces")
    else:
        messages.success(request, ENVOYE)
    return redirect("signalements:voir_demande", cle=demande.cle)


def vers(demande: Demande, route: str, ancre: str = "") -> HttpResponseRedirect:
    """Lead to a page of the demande, at one of its places."""
    adresse = reverse(f"signalements:{route}", args=[demande.cle])
    return HttpResponseRedirect(f"{adresse}#{ancre}" if ancre else adresse)
