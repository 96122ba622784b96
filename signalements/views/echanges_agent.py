"""What an agent writes on a demande: an answer to the partner, from a model or not, and internal notes."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.echanges import MessageForm, NoteForm
from signalements.models import Demande
from signalements.rules.modeles import rendre
from signalements.selectors.echanges import modeles_proposes, valeurs_de
from signalements.services import echanges
from signalements.views.agent_demande import demande_du_bureau, page_de
from signalements.views.agent_refus import expliquer


@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Write to the partner, or put a reply model in the field; refused, the text stays on the screen."""
    demande = demande_du_bureau(request, cle)
    if request.method == "POST" and "inserer" in request.POST:
        return page_de(request, demande, message=_avec_le_modele(request, demande))
    modeles = modeles_proposes(request.acteur, demande)
    form = MessageForm(request.POST, modeles=modeles)
    if request.method == "POST" and not _ecrire(request, demande, form, echanges.ecrire_message):
        return page_de(request, demande, message=form)
    if request.method == "POST":
        messages.success(request, "Message envoyé : le partenaire en est averti.")
    return HttpResponseRedirect(f"{_page(demande)}#echanges")


def _avec_le_modele(request: RequeteConnectee, demande: Demande) -> MessageForm:
    """Return the form with the model chosen after what was already typed; nothing is sent.

    Exigence: DEM-16
    """
    modeles = modeles_proposes(request.acteur, demande)
    choisi = request.POST.get("message-modele", "")
    modele = next((modele for modele in modeles if str(modele.cle) == choisi), None)
    deja = request.POST.get("message-texte", "").strip()
    if modele is None:
        messages.warning(request, "Choisissez un modèle, puis insérez-le.")
        return MessageForm(modeles=modeles, initial={"texte": deja})
    agent = Utilisateur.objects.get(pk=request.acteur.utilisateur_id)
    texte = rendre(modele.texte, valeurs_de(demande, agent.nom_complet))
    messages.info(request, "Le modèle est dans votre message : relisez-le, complétez-le, puis envoyez-le.")
    return MessageForm(modeles=modeles, initial={"texte": f"{deja}\n\n{texte}".strip()})


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_note(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Note something for colleagues; refused, the text stays on the screen."""
    demande = demande_du_bureau(request, cle)
    form = NoteForm(request.POST)
    if request.method == "POST" and not _ecrire(request, demande, form, echanges.ajouter_note):
        return page_de(request, demande, note=form)
    if request.method == "POST":
        messages.success(request, "Note ajoutée : seuls les agents de la caisse la lisent.")
    return HttpResponseRedirect(f"{_page(demande)}#notes")


def _ecrire(
    request: RequeteConnectee, demande: Demande, form: MessageForm | NoteForm, ecrire: Callable[..., object]
) -> bool:
    if not form.is_valid():
        return False
    try:
        ecrire(
            acteur=request.acteur,
            demande_id=demande.pk,
            texte=form.cleaned_data["texte"],
            confirme=form.confirme,
        )
    except RegleMetierRefusee as refus:
        phrase = expliquer(request.acteur, demande, refus)
        form.refuser("texte", refus, f"{phrase[:1].upper()}{phrase[1:]}")
        return False
    return True


def _page(demande: Demande) -> str:
    return reverse("signalements:traiter_demande", args=[demande.cle])
