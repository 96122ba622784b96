"""Several demandes at once, from the list: taken in charge, taken for oneself, given to somebody."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from espace_partenaires.exceptions import HorsPortee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.models import Demande
from signalements.permissions import peut_ouvrir_le_bureau, peut_superviser
from signalements.services.bureau import Bilan, Choix, affecter_en_lot, en_lot
from signalements.services.traitement import affecter_a_soi, prendre_en_charge
from signalements.views.agent_presentation import nom_en_initiale
from signalements.views.agent_refus import expliquer
from signalements.views.bureau_communs import (
    PAR_PAGE,
    agent_choisi,
    cle_lue,
    collegues,
    demandes_choisies,
    retour_a_la_liste,
)

Acte = Callable[[RequeteConnectee, list[Demande]], tuple[Bilan, str] | None]


@require_POST
def agir_en_lot(request: RequeteConnectee) -> HttpResponse:
    """Do one act on the chosen demandes: what could not be is told line by line, the rest is done."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    acte = _ACTES.get(request.POST.get("acte", "prendre"))
    if acte is None:
        raise HorsPortee
    choisies = demandes_choisies(request, _marques(request))
    if not choisies:
        messages.warning(request, "Choisissez d’abord au moins une demande dans la liste.")
        return redirect(retour_a_la_liste(request))
    resultat = acte(request, choisies)
    if resultat is not None:
        _dire(request, choisies, *resultat)
    return redirect(retour_a_la_liste(request))


def _marques(request: RequeteConnectee) -> list[str]:
    """The boxes that were ticked: the key of a demande, then that of its agent as it was shown."""
    return [marque.partition(".")[0] for marque in request.POST.getlist("demandes")[:PAR_PAGE]]


def _vus(request: RequeteConnectee, agents: Mapping[UUID, int]) -> dict[UUID, int | None]:
    vus: dict[UUID, int | None] = {}
    for marque in request.POST.getlist("demandes")[:PAR_PAGE]:
        demande, _, agent = marque.partition(".")
        cle, cle_agent = cle_lue(demande), cle_lue(agent)
        if cle is not None:
            vus[cle] = agents.get(cle_agent) if cle_agent else None
    return vus


def _dire(request: RequeteConnectee, choisies: Sequence[Demande], bilan: Bilan, fait: str) -> None:
    par_cle = {demande.pk: demande for demande in choisies}
    for cle, refus in bilan.refusees:
        demande = par_cle[cle]
        messages.warning(request, f"{demande.reference} : {expliquer(request.acteur, demande, refus)}")
    if bilan.faites:
        messages.success(request, f"{_demandes(len(bilan.faites))} {fait}")


def _demandes(nombre: int) -> str:
    return f"{nombre} demande{'s' if nombre > 1 else ''}"


def _prendre(request: RequeteConnectee, choisies: list[Demande]) -> tuple[Bilan, str]:
    bilan = en_lot(
        [Choix(demande.pk) for demande in choisies],
        lambda un: prendre_en_charge(acteur=request.acteur, demande_id=un.demande_id),
    )
    pluriel = len(bilan.faites) > 1
    prises = "prises" if pluriel else "prise"
    les = "les" if pluriel else "la"
    return bilan, f"{prises} en charge : vous {les} suivez, le partenaire est prévenu."


def _pour_soi(request: RequeteConnectee, choisies: list[Demande]) -> tuple[Bilan, str]:
    exiger(autorise=request.acteur.a_role("instructeur"))
    bilan = en_lot(
        [Choix(demande.pk) for demande in choisies],
        lambda un: affecter_a_soi(acteur=request.acteur, demande_id=un.demande_id),
    )
    return bilan, "dans « Mes demandes » : les délais n’ont pas changé."


def _pour_un_autre(request: RequeteConnectee, choisies: list[Demande]) -> tuple[Bilan, str] | None:
    exiger(autorise=peut_superviser(request.acteur))
    agent = agent_choisi(collegues(request.acteur), request.POST.get("agent", ""))
    if agent is None:
        messages.warning(request, "Choisissez à qui confier ces demandes : un agent actif de votre caisse.")
        return None
    agents = {d.agent.cle: d.agent.pk for d in choisies if d.agent is not None}
    vus = _vus(request, agents)
    choix = [Choix(demande.pk, agent_id=_vu(demande, vus)) for demande in choisies]
    bilan = affecter_en_lot(acteur=request.acteur, choix=choix, agent_id=agent.pk)
    confiees = "confiées" if len(bilan.faites) > 1 else "confiée"
    return bilan, f"{confiees} à {nom_en_initiale(agent)} : les délais n’ont pas changé."


def _vu(demande: Demande, vus: Mapping[UUID, int | None]) -> int | None:
    return vus.get(demande.cle)


_ACTES: Final[dict[str, Acte]] = {"prendre": _prendre, "soi": _pour_soi, "autre": _pour_un_autre}
