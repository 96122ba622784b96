"""« Autres demandes pour cette personne », on the agents' page of a demande (DEM-15, NOV-07)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.doublons import LierForm
from signalements.models import Demande
from signalements.permissions import peut_instruire
from signalements.selectors.doublons import autres_demandes
from signalements.services.liens import autre_par_reference, delier_demandes, lier_demandes
from signalements.views.agent_demande import demande_du_bureau
from signalements.views.agent_presentation import Pastille, objet_en_bref, pastille_de_l_etat
from signalements.volets import enregistrer_volet_agent

ANCRE: Final = "autres-demandes"
# Beyond these, the others are folded: the messages come right after the block.
_D_ABORD: Final = 5


@dataclass(frozen=True, slots=True)
class LigneDeDoublon:
    """Another demande, as the block shows it.

    Attributes:
        demande: with ``partenaire`` and ``motif``.
        objet: kind, then motif, in a few words.
        etat: where it is.
        liee: an agent linked it.
    """

    demande: Demande
    objet: str
    etat: Pastille
    liee: bool


def contexte_doublons(acteur: Acteur, demande: Demande, _maintenant: datetime) -> dict[str, object] | None:
    """Return what the block shows, or ``None`` for who may not read the caisse's demandes (four queries)."""
    if not peut_instruire(acteur, demande):
        return None
    lues = [
        LigneDeDoublon(
            autre.demande, objet_en_bref(autre.demande), pastille_de_l_etat(autre.demande), autre.liee
        )
        for autre in autres_demandes(acteur, demande)
    ]
    lignes = sorted(lues, key=lambda ligne: not ligne.liee)
    return {
        "demande": demande,
        "lignes": lignes,
        "premieres": lignes[:_D_ABORD],
        "suite": lignes[_D_ABORD:],
        "form": LierForm(auto_id="lier_%s"),
    }


@require_POST
def lier(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Link another demande, found by its reference."""
    fait = "Les deux demandes sont liées. Les partenaires ne le voient pas."
    return _agir(request, cle, lier_demandes, fait)


@require_POST
def delier(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Take back a link."""
    return _agir(request, cle, delier_demandes, "Les deux demandes ne sont plus liées.")


def _agir(request: RequeteConnectee, cle: UUID, acte: Callable[..., None], fait: str) -> HttpResponseRedirect:
    demande = demande_du_bureau(request, cle)
    form = LierForm(request.POST)
    reference = form.cleaned_data["reference"] if form.is_valid() else ""
    try:
        autre = autre_par_reference(request.acteur, demande, reference)
        acte(acteur=request.acteur, demande_id=demande.pk, autre_id=autre)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        messages.success(request, fait)
    page = reverse("signalements:traiter_demande", args=[demande.cle])
    return HttpResponseRedirect(f"{page}#{ANCRE}")


enregistrer_volet_agent(ANCRE, "signalements/doublons/_autres.html", contexte_doublons, 60)
