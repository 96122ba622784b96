"""The reply models of a caisse: superviseurs write them, every instructeur starts from them (DEM-16)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.modeles import ModeleForm
from signalements.models import ModeleReponse
from signalements.permissions import peut_ecrire_les_modeles
from signalements.rules.modeles import VARIABLES
from signalements.selectors.echanges import modeles_visibles
from signalements.services import modeles_de_reponse
from signalements.services.modeles_de_reponse import Redaction

_CHAMPS = {"libelle": "libelle", "nature": "nature"}


@require_safe
def lister_modeles(request: RequeteConnectee) -> HttpResponse:
    """List the models of the caisse, those that are offered first."""
    exiger(autorise=peut_ecrire_les_modeles(request.acteur))
    modeles = sorted(modeles_visibles(request.acteur), key=lambda modele: not modele.actif)
    return render(request, "signalements/echanges/modeles.html", {"modeles": modeles})


@require_http_methods(["GET", "HEAD", "POST"])
def creer_modele(request: RequeteConnectee) -> HttpResponse:
    """Write a new model."""
    exiger(autorise=peut_ecrire_les_modeles(request.acteur))
    form = ModeleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _ecrit(request, form, None):
        messages.success(request, "Le modèle est proposé à vos collègues.")
        return redirect("signalements:lister_modeles")
    return _page(request, form, "Nouveau modèle de réponse")


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_modele(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Change a model; what was already sent stays as it is."""
    modele = _modele(request, cle)
    depart = {"libelle": modele.libelle, "nature": modele.nature, "texte": modele.texte}
    form = ModeleForm(request.POST if request.method == "POST" else None, initial=depart)
    if request.method == "POST" and _ecrit(request, form, modele):
        messages.success(request, "Le modèle est modifié.")
        return redirect("signalements:lister_modeles")
    return _page(request, form, f"Modèle « {modele.libelle} »")


@require_POST
def proposer_modele(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Stop offering a model, or offer it again."""
    modele = _modele(request, cle)
    actif = "reprendre" in request.POST
    modeles_de_reponse.proposer_modele(acteur=request.acteur, cle=modele.cle, actif=actif)
    fait = "est de nouveau proposé" if actif else "n’est plus proposé"
    messages.success(request, f"Le modèle « {modele.libelle} » {fait}.")
    return redirect("signalements:lister_modeles")


def _modele(request: RequeteConnectee, cle: UUID) -> ModeleReponse:
    exiger(autorise=peut_ecrire_les_modeles(request.acteur))
    for modele in modeles_visibles(request.acteur):
        if modele.cle == cle:
            return modele
    raise Http404


def _ecrit(request: RequeteConnectee, form: ModeleForm, modele: ModeleReponse | None) -> bool:
    if not form.is_valid():
        return False
    valeurs = form.cleaned_data
    redaction = Redaction(valeurs["libelle"], valeurs["texte"], valeurs["nature"], form.confirme)
    try:
        if modele is None:
            caisse_id = min(request.acteur.caisse_ids)
            modeles_de_reponse.creer_modele(acteur=request.acteur, caisse_id=caisse_id, redaction=redaction)
        else:
            modeles_de_reponse.modifier_modele(acteur=request.acteur, cle=modele.cle, redaction=redaction)
    except RegleMetierRefusee as refus:
        form.refuser(_CHAMPS.get(refus.code, "texte"), refus)
        return False
    return True


def _page(request: RequeteConnectee, form: ModeleForm, titre: str) -> HttpResponse:
    variables = [(f"{{{{ {nom} }}}}", mots) for nom, mots in VARIABLES.items()]
    contexte = {"form": form, "titre": titre, "variables": variables}
    return render(request, "signalements/echanges/modele.html", contexte)
