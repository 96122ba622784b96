"""The page of the agreement: the text read to the person, the proof, the signed form (DEM-06, DEM-23)."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.documents import formulaire_de_consentement
from signalements.forms.accord import AccordForm
from signalements.models import Demande
from signalements.rules.parcours import ACCORD, CERTIFICATION, RELECTURE
from signalements.selectors import formulaire_joint, sections, texte_de_consentement
from signalements.services.consentements import joindre_formulaire, retirer_formulaire
from signalements.services.dossier import manques_avant_transmission
from signalements.services.refus import SaisiePerimee
from signalements.services.verrous import verrouiller_pieces
from signalements.views.depot_etapes import adresse_etape, parcours, sur_un_brouillon, version_envoyee
from signalements.views.depot_formulaires import formulaire_de
from signalements.views.depot_garde import Garde, garder
from signalements.views.depot_parties import REVOIR
from signalements.views.depot_saisie import PLUS_TARD, RETOUR, comparer, montrer, sortie_de
from signalements.views.partenaire_pieces import formulaire_du_brouillon

JOINDRE: Final = "joindre"
RETIRER: Final = "retirer"
ACTUALISER: Final = "actualiser"
FICHIER: Final = "fichier"
ANCRE: Final = "formulaire-signe"


@require_http_methods(["GET", "HEAD", "POST"])
@sur_un_brouillon
def donner_accord(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Show the page of the agreement, or store it and do what its button says."""
    chemin = parcours(demande)
    if ACCORD not in chemin:
        # The information of the person is certified, its consent is not asked for.
        return redirect(adresse_etape(demande, CERTIFICATION if CERTIFICATION in chemin else RELECTURE))
    if request.method == "POST":
        return _enregistrer(request, demande)
    revoir = REVOIR in request.GET
    form = _form(formulaire_de(ACCORD, demande, revoir=revoir))
    if revoir:
        form.signaler(_manques(demande))
    return _montrer(request, demande, form)


def _enregistrer(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    # Files before the demande, as the antivirus does: the saves below lock the demande first otherwise.
    verrouiller_pieces(demande.pk)
    form, geste = _form(formulaire_de(ACCORD, demande, request)), request.POST.get("action", "")
    ensuite = RELECTURE if form.is_valid() and geste not in _GESTES else ACCORD
    try:
        garde = garder(request.acteur, demande, form, version_envoyee(request.POST), ensuite)
    except SaisiePerimee as refus:
        return comparer(request, demande, ACCORD, form, refus, **_contexte(demande))
    for refuse in garde.refus:
        form.refuser(refuse.champ, refuse.message)
    return _GESTES.get(geste, _continuer)(request, garde, form)


def _continuer(request: RequeteConnectee, garde: Garde, form: AccordForm) -> HttpResponse:
    _deposer(request, garde.demande, form)
    manques = _manques(garde.demande)
    if garde.refus:
        # A refused agreement is not stored, yet it was given: only what refused it is to mend.
        manques.pop("consentement", None)
    form.signaler(manques)
    if form.errors:
        return _montrer(request, garde.demande, form)
    return redirect(adresse_etape(garde.demande, RELECTURE))


def _joindre(request: RequeteConnectee, garde: Garde, form: AccordForm) -> HttpResponse:
    form.ne_garder_que(FICHIER)
    if FICHIER not in request.FILES:
        form.refuser(FICHIER, "Choisissez d’abord le formulaire signé, puis joignez-le.")
    elif not form.errors:
        _deposer(request, garde.demande, form)
    return _rester(request, garde, form)


def _retirer(request: RequeteConnectee, garde: Garde, form: AccordForm) -> HttpResponse:
    form.ne_garder_que()
    jointe = formulaire_joint(garde.demande)
    if jointe is not None:
        retirer_formulaire(acteur=request.acteur, demande_id=garde.demande.pk, numero=jointe.numero)
        messages.success(request, "Le formulaire signé est retiré.")
    return _rester(request, garde, form)


def _actualiser(request: RequeteConnectee, garde: Garde, form: AccordForm) -> HttpResponse:
    form.ne_garder_que()
    return _rester(request, garde, form)


def _sortir(request: RequeteConnectee, garde: Garde, form: AccordForm) -> HttpResponse:
    if garde.refus:
        form.ne_garder_que()
        return _rester(request, garde, form)
    return redirect(sortie_de(request, garde.demande, ACCORD))


_GESTES: Final[dict[str, Callable[[RequeteConnectee, Garde, AccordForm], HttpResponse]]] = {
    JOINDRE: _joindre,
    RETIRER: _retirer,
    ACTUALISER: _actualiser,
    PLUS_TARD: _sortir,
    RETOUR: _sortir,
}


def _rester(request: RequeteConnectee, garde: Garde, form: AccordForm) -> HttpResponse:
    """Come back to this page; drawn at once when it holds something that could not be stored."""
    for refuse in garde.refus:
        form.refuser(refuse.champ, refuse.message)
    if form.errors:
        return _montrer(request, garde.demande, form)
    return redirect(f"{adresse_etape(garde.demande, ACCORD)}#{ANCRE}")


def _deposer(request: RequeteConnectee, demande: Demande, form: AccordForm) -> None:
    fichier = request.FILES.get(FICHIER)
    if fichier is None or FICHIER in form.errors:
        return
    try:
        joindre_formulaire(acteur=request.acteur, demande_id=demande.pk, fichier=fichier)
    except RegleMetierRefusee as refus:
        form.refuser(FICHIER, refus.message)


def _form(form: object) -> AccordForm:
    if not isinstance(form, AccordForm):
        raise TypeError(form)
    return form


def _manques(demande: Demande) -> dict[str, str]:
    return manques_avant_transmission(demande, formulaire_joint(demande), timezone.now())


def _montrer(request: RequeteConnectee, demande: Demande, form: AccordForm) -> HttpResponse:
    return montrer(request, demande, ACCORD, form, **_contexte(demande))


def _contexte(demande: Demande) -> dict[str, object]:
    return {
        **_texte(demande.nature),
        "formulaire": formulaire_du_brouillon(demande),
        "suivi": reverse("signalements:suivre_formulaire", args=[demande.cle]),
    }


def _texte(nature: str) -> dict[str, object]:
    """Return what is read to the person; an installation without its text says so instead of failing."""
    try:
        *information, accord = sections(texte_de_consentement(nature=nature).texte)
    except RegleMetierRefusee as refus:
        return {"texte_absent": refus.message}
    return {"information": information, "accord": accord}


@require_safe
@sur_un_brouillon
def suivre_formulaire(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Answer with the state of the signed form alone, for the page that waits for it."""
    contexte = {"formulaire": formulaire_du_brouillon(demande)}
    return render(request, "signalements/partenaire/_formulaire_joint.html", contexte)


@require_safe
@sur_un_brouillon
def telecharger_formulaire(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Send the form to be signed, prefilled; the download is written in the journal."""
    try:
        document = formulaire_de_consentement(acteur=request.acteur, demande=demande)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect(adresse_etape(demande, ACCORD))
    return reponse_pdf(document.contenu, document.nom)
