"""The agents of a caisse: their roles, and which of them follow a partenaire."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.annuaire import agents_de
from conventions.models import Partenaire
from conventions.permissions import peut_regler_suivi
from conventions.services.suivi import designer_les_suiveurs
from conventions.views.lectures import caisse_de
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.forms.suivi import SuiviForm
from habilitations.permissions import peut_voir_les_agents, peut_voir_les_comptes_de
from habilitations.selectors import caisses_signataires, suiveurs
from habilitations.selectors_agents import agents_et_roles
from habilitations.views.cote import AGENTS, rubriques
from habilitations.views.navigation import page_du_suivi


@require_safe
def lister_agents(request: RequeteConnectee) -> HttpResponse:
    """Show a superviseur or a gestionnaire de conventions who works in its caisse, with which roles."""
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_voir_les_agents(request.acteur, caisse.pk))
    agents, maintenant = agents_et_roles(caisse), timezone.now()
    contexte = {
        "rubriques": rubriques(request.acteur, AGENTS, maintenant),
        "caisse": caisse,
        "agents": [agent for agent in agents if not agent.compte.ferme_le],
        "fermes": [agent for agent in agents if agent.compte.ferme_le],
        "maintenant": maintenant,
    }
    return render(request, "habilitations/agents/agents.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def designer_suiveurs(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Say which agents of the caisse follow a partenaire."""
    acteur, caisse = request.acteur, caisse_de(request.acteur)
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(acteur), cle=cle)
    signataires = caisses_signataires(partenaire.pk)
    exiger(
        autorise=peut_regler_suivi(acteur, caisse.pk)
        and peut_voir_les_comptes_de(acteur, partenaire.pk, signataires)
    )
    form = SuiviForm(
        request.POST if request.method == "POST" else None,
        agents=agents_de(caisse.pk),
        initial={"agents": [str(suit.pk) for suit in suiveurs(partenaire.pk, caisse.pk)]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            nombre = designer_les_suiveurs(
                acteur=acteur, caisse=caisse, partenaire=partenaire, agents=form.choisis()
            )
        except RegleMetierRefusee as refus:
            form.add_error("agents", refus.message)
        else:
            messages.success(request, _fait(partenaire, nombre))
            return redirect(page_du_suivi(partenaire))
    contexte = {"form": form, "partenaire": partenaire, "caisse": caisse, "retour": page_du_suivi(partenaire)}
    return render(request, "habilitations/agents/suivi.html", contexte)


def _fait(partenaire: Partenaire, nombre: int) -> str:
    if not nombre:
        return f"Plus personne ne suit {partenaire.libelle} en particulier."
    if nombre == 1:
        return f"Un agent de la caisse suit {partenaire.libelle}."
    return f"{nombre} agents de la caisse suivent {partenaire.libelle}."
