"""Giving a demande to the caisse of the person (DEM-04)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.instruction import TransfertForm
from signalements.services.refus import DemandeModifiee
from signalements.services.transferts import transferer
from signalements.views.agent_acte import Acte, dessiner, redessiner, refuser, trop_tard
from signalements.views.agent_demande import demande_du_bureau

_ACTE = Acte(
    titre="Transférer à une autre caisse",
    action="Transférer",
    consequences=(
        "L’autre caisse reprend la demande, avec son histoire et ses pièces : vous ne la lirez plus.",
        "Vos notes internes partent avec elle : les agents de l’autre caisse les liront.",
        "Sa référence ne change pas, son délai garde son départ ; le dernier jour est celui de l’autre caisse.",
        "Le partenaire et l’autre caisse sont prévenus.",
    ),
    succes="",
    champ="caisse",
)


@require_http_methods(["GET", "HEAD", "POST"])
def transferer_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Choose the caisse, then hand the demande over; afterwards its page is no more the agent's."""
    demande = demande_du_bureau(request, cle)
    impossible = trop_tard(request, demande, "")
    if impossible is not None:
        return impossible
    form = TransfertForm(
        request.POST or None,
        initial={"version": demande.version},
        depart=demande.caisse_id,
        atteintes=caisses_en_vigueur(demande.partenaire_id, timezone.now()),
    )
    if request.method != "POST" or not form.is_valid():
        return dessiner(request, demande, _ACTE, form)
    try:
        reference = transferer(acteur=request.acteur, demande_id=demande.pk, **form.arguments())
    except DemandeModifiee as refus:
        return redessiner(request, demande, _ACTE, form, refus)
    except RegleMetierRefusee as refus:
        refuser(request, demande, _ACTE, form, refus)
        return dessiner(request, demande, _ACTE, form)
    arrivee = form.arrivee.libelle
    messages.success(request, f"La demande {reference} est transférée à la {arrivee}, qui la reprend.")
    return redirect("signalements:lister_demandes")
