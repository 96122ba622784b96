"""What an account may do, and why: for oneself, for an account of a partenaire, for an agent."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.views.lectures import caisse_de
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import complement_de
from habilitations.droits import droits_du_compte
from habilitations.models import Agent, Habilitation
from habilitations.permissions import peut_voir_les_agents, peut_voir_les_comptes
from habilitations.views.raisons import chapitres, etat_du_compte, faits_du_compte, manques


@require_safe
def mes_droits(request: RequeteConnectee) -> HttpResponse:
    """Show whoever is signed in what its account may do."""
    habilitation = (
        Habilitation.objects.select_related("partenaire").filter(utilisateur=request.user.pk).first()
    )
    return _page(request, request.user, habilitation, "Mon compte", reverse("comptes:profil"))


@require_safe
def droits_de_l_habilitation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a gestionnaire, or an agent of the caisse, what an account of the structure may do."""
    exiger(autorise=peut_voir_les_comptes(request.acteur))
    habilitation = Habilitation.objects.atteindre(request.acteur, cle)
    compte = habilitation.utilisateur
    retour = reverse("habilitations:voir_compte", kwargs={"cle": habilitation.cle})
    return _page(request, compte, habilitation, f"Compte {complement_de(compte.nom_complet)}", retour)


@require_safe
def droits_de_l_agent(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a superviseur or a gestionnaire de conventions what an agent of its caisse may do."""
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_voir_les_agents(request.acteur, caisse.pk))
    agents = Agent.objects.select_related("utilisateur").filter(caisse=caisse)
    agent = get_object_or_404(agents, utilisateur__cle=cle, utilisateur__efface_le__isnull=True)
    retour = reverse("habilitations:lister_agents")
    return _page(request, agent.utilisateur, None, "Agents de la caisse", retour)


def _page(
    request: RequeteConnectee,
    compte: Utilisateur,
    habilitation: Habilitation | None,
    retour_texte: str,
    retour: str,
) -> HttpResponse:
    maintenant: datetime = timezone.now()
    droits = droits_du_compte(compte, request.acteur, maintenant)
    lus = chapitres(droits)
    contexte = {
        "compte": compte,
        "a_soi": compte.pk == request.user.pk,
        "etat": etat_du_compte(compte, habilitation),
        "faits": faits_du_compte(droits, habilitation),
        "manques": manques(droits, maintenant),
        "chapitres": lus,
        "d_autres_profils": any(chapitre.d_autrui for chapitre in lus),
        "sa_caisse_seule": request.acteur.profil == Profil.AGENT and habilitation is not None,
        "retour": retour,
        "retour_texte": retour_texte,
    }
    return render(request, "habilitations/droits/droits.html", contexte)
