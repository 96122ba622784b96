"""The side of the caisse's pages about accounts: one list of links, the same on each of them (UX-06)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from espace_partenaires.comptes.acteur import Acteur
from habilitations.permissions import peut_voir_les_agents
from habilitations.selectors_bureau import nombre_a_decider
from habilitations.selectors_incidents import nombre_a_traiter
from habilitations.selectors_revues import gestionnaires_sans_reponse, nombre_de_revues_en_retard

DEMANDES: Final = "habilitations:bureau_habilitations"
INCIDENTS: Final = "habilitations:lister_incidents"
REVUES: Final = "habilitations:lister_campagnes"
AGENTS: Final = "habilitations:lister_agents"


@dataclass(frozen=True, slots=True)
class LienDeVue:
    """One link on the side.

    Attributes:
        libelle: its name.
        url: its address.
        nombre: how many it holds, where that is counted.
        courante: whether the page is this one.
        precision: what the number does not say.
    """

    libelle: str
    url: str
    nombre: int | None
    courante: bool
    precision: str = ""


def rubriques(acteur: Acteur, courante: str, maintenant: datetime) -> list[LienDeVue]:
    """Return the pages about accounts that an agent of the caisse may open, with what waits on each.

    Args:
        acteur: an agent who opens the work list.
        courante: the route of the page being shown.
        maintenant: the moment.
    """
    retard = nombre_de_revues_en_retard(acteur, maintenant)
    sans_reponse = gestionnaires_sans_reponse(acteur.caisse_ids).count()
    liens = [
        _lien("Demandes des partenaires", DEMANDES, courante, nombre_a_decider(acteur)),
        _lien("Comptes compromis", INCIDENTS, courante, nombre_a_traiter(acteur)),
        _lien("Revues d’habilitation", REVUES, courante, None, _en_mots(retard, sans_reponse)),
    ]
    if any(peut_voir_les_agents(acteur, caisse_id) for caisse_id in acteur.caisse_ids):
        liens.append(_lien("Agents de la caisse", AGENTS, courante))
    return liens


def _lien(
    libelle: str, route: str, courante: str, nombre: int | None = None, precision: str = ""
) -> LienDeVue:
    return LienDeVue(libelle, reverse(route), nombre, route == courante, precision)


def _en_mots(retard: int, sans_reponse: int) -> str:
    mots = [f"{retard} en retard"] if retard else []
    if sans_reponse:
        s = "s" if sans_reponse > 1 else ""
        mots.append(f"{sans_reponse} gestionnaire{s} sans réponse")
    return ", ".join(mots)
