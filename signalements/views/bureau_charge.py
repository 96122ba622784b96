"""The superviseur's page: who follows how much, what nobody follows, every deadline missed or met."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.models import Caisse
from conventions.rules.calendrier import ajouter_mois
from conventions.selectors import jour_de_la_caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.bureau import SERVICES, nom_en_bref
from signalements.permissions import peut_superviser
from signalements.selectors import Vue
from signalements.selectors.absences import absences_en_cours
from signalements.selectors.bureau import FiltresDuBureau
from signalements.selectors.charge import ChargeDeLaCaisse, Comptes, charge_de_la_caisse, delais_par_mois
from signalements.views.agent_presentation import adresse_de
from signalements.views.bureau_communs import adresse_de_la_liste, collegues

MOIS_MONTRES: Final = 6


@dataclass(frozen=True, slots=True)
class ChargeDUnAgent:
    """One line of the load.

    Attributes:
        nom: of the agent.
        comptes: open, late, near.
        absent: whether it is away today.
        ouvertes: the list of all it follows.
        en_retard: the list of what is late.
        proches: the list of what presses, the late ones among them.
    """

    nom: str
    comptes: Comptes
    absent: bool
    ouvertes: str
    en_retard: str
    proches: str


@require_safe
def superviser(request: RequeteConnectee) -> HttpResponse:
    """Show the load of each agent and the deadlines of the last months; no person is named but the agents."""
    exiger(autorise=peut_superviser(request.acteur))
    maintenant = timezone.now()
    caisse = Caisse.objects.visibles_par(request.acteur).get()
    charge = charge_de_la_caisse(caisse.pk, maintenant)
    contexte = {
        "charge": charge,
        "agents": _agents(request.acteur, charge, maintenant),
        "adresses": {
            "sans_agent": adresse_de(Vue.SANS_AGENT),
            "en_retard": adresse_de(Vue.EN_RETARD),
            "proches": adresse_de(Vue.ECHEANCE),
        },
        "delais": [
            (delais, SERVICES[delais.nature])
            for delais in delais_par_mois(
                request.acteur, caisse, debut_des_mois(caisse, maintenant), maintenant
            )
        ],
    }
    with timezone.override(ZoneInfo(caisse.fuseau)):
        return render(request, "signalements/bureau/charge.html", contexte)


def debut_des_mois(caisse: Caisse, maintenant: datetime) -> datetime:
    """Return the first instant of the oldest month shown, where the caisse is."""
    premier = ajouter_mois(jour_de_la_caisse(caisse, maintenant).replace(day=1), 1 - MOIS_MONTRES)
    return datetime(premier.year, premier.month, 1, tzinfo=ZoneInfo(caisse.fuseau))


def _agents(acteur: Acteur, charge: ChargeDeLaCaisse, maintenant: datetime) -> list[ChargeDUnAgent]:
    """Every agent of the desk, the most late first; one who follows nothing is shown too."""
    absents = {absence.agent_id for absence in absences_en_cours(acteur, maintenant)}
    lignes = [
        ChargeDUnAgent(
            nom_en_bref(agent),
            charge.de(agent.pk),
            agent.pk in absents,
            *(
                adresse_de_la_liste(vue, FiltresDuBureau(agent=str(agent.cle)), ())
                for vue in (Vue.OUVERTES, Vue.EN_RETARD, Vue.ECHEANCE)
            ),
        )
        for agent in collegues(acteur)
    ]
    return sorted(lignes, key=lambda ligne: (-ligne.comptes.en_retard, -ligne.comptes.ouvertes, ligne.nom))
