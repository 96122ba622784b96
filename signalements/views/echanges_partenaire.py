"""What a technicien writes to the caisse, with a file or not."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.pieces.controles.refus import PieceRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.echanges import MessagePartenaireForm
from signalements.models import Demande
from signalements.services import echanges
from signalements.views.suivi_demande import demande_suivie, page_de

_DU_FICHIER = frozenset({"piece_interdite", "stockage_indisponible", "trop_de_pieces"})


@require_http_methods(["GET", "HEAD", "POST"])
def ecrire_message(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Write to the caisse; refused, the text stays on the screen."""
    demande = demande_suivie(request, cle)
    avec_fichier = echanges.accepte_des_fichiers(demande)
    form = MessagePartenaireForm(request.POST, request.FILES, avec_fichier=avec_fichier)
    if request.method == "POST" and not _ecrit(request, demande, form):
        return page_de(request, demande, message=form)
    if request.method == "POST":
        messages.success(request, "Message envoyé : la caisse en est avertie.")
    page = reverse("signalements:voir_demande", args=[demande.cle])
    return HttpResponseRedirect(f"{page}#echanges")


def _ecrit(request: RequeteConnectee, demande: Demande, form: MessagePartenaireForm) -> bool:
    if not form.is_valid():
        return False
    try:
        echanges.ecrire_message(
            acteur=request.acteur,
            demande_id=demande.pk,
            texte=form.cleaned_data["texte"],
            confirme=form.confirme,
            fichier=form.cleaned_data.get("fichier"),
        )
    except RegleMetierRefusee as refus:
        du_fichier = isinstance(refus, PieceRefusee) or refus.code in _DU_FICHIER
        form.refuser("fichier" if du_fichier and "fichier" in form.fields else "texte", refus)
        return False
    return True
