"""Giving a demande to a colleague, from its own page (DEM-16)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.instruction import ConfierForm
from signalements.permissions import peut_affecter_a_d_autres
from signalements.services.bureau import affecter
from signalements.views.agent_acte import Acte, mener
from signalements.views.agent_demande import demande_du_bureau
from signalements.views.agent_presentation import nom_en_initiale
from signalements.views.bureau_communs import agent_choisi, choix_d_agents, collegues

_ACTE: Final = Acte(
    titre="Confier à un autre agent",
    action="Confier la demande",
    consequences=(
        "L’agent choisi suit la demande : elle passe dans « Mes demandes » chez lui, un courriel l’en prévient.",
        "Le délai ne change pas, le partenaire n’est pas prévenu.",
    ),
    succes="",
    champ="agent",
)


@require_http_methods(["GET", "HEAD", "POST"])
def confier_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Choose which agent of the caisse follows a demande; superviseurs only."""
    demande = demande_du_bureau(request, cle)
    exiger(autorise=peut_affecter_a_d_autres(request.acteur, demande))
    agents = [agent for agent in collegues(request.acteur) if agent.pk != demande.agent_id]
    form = ConfierForm(
        request.POST or None,
        initial={"version": demande.version},
        agents=choix_d_agents(request.acteur, agents, timezone.now()),
    )
    choisi = agent_choisi(agents, request.POST.get("agent", ""))
    nom = nom_en_initiale(choisi) if choisi else ""
    return mener(
        request,
        demande,
        replace(_ACTE, succes=f"La demande est confiée à {nom} : le délai n’a pas changé."),
        form,
        lambda lu: affecter(
            acteur=request.acteur,
            demande_id=demande.pk,
            agent_id=choisi.pk if choisi else 0,
            version=lu.cleaned_data["version"],
        ),
    )
