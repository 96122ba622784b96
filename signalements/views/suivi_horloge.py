"""The clock on the partner's page: the agents' ribbon, told to the one who waits for the answer. No query."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.web.dates import INSECABLE, date_et_heure, depuis, reste
from signalements.enums import EtatDemande
from signalements.models import Demande
from signalements.rules.horloge import Horloge
from signalements.selectors import horloge_de
from signalements.views.agent_horloge import Delai, Etape
from signalements.views.agent_horloge import delai_de as delai_du_bureau
from signalements.views.agent_presentation import prise_en_charge_en

_VOUS: Final = {"le partenaire": "vous", "la caisse": "la caisse"}


def delai_de(demande: Demande, maintenant: datetime) -> Delai:
    """Explain the clock of a demande to the partner.

    Args:
        demande: with ``caisse`` loaded and ``evenements`` prefetched.
        maintenant: moment of the reading (aware).

    Exigence: NOV-03, DEM-09, UX-01 (S4 a3)
    """
    delai = delai_du_bureau(demande, maintenant)
    phrase = _phrase(horloge_de(demande, maintenant), maintenant, ZoneInfo(demande.caisse.fuseau))
    return replace(delai, phrase=phrase, etapes=[_pour_le_partenaire(etape) for etape in delai.etapes])


def _pour_le_partenaire(etape: Etape) -> Etape:
    return replace(etape, qui=_VOUS.get(etape.qui, etape.qui))


def _phrase(horloge: Horloge, maintenant: datetime, fuseau: ZoneInfo) -> str:
    if horloge.si_reponse_maintenant is not None:
        due = date_et_heure(horloge.si_reponse_maintenant, fuseau)
        return f"Si vous répondez aujourd’hui, la réponse est due au plus tard le {due}."
    if horloge.echeance is None:
        return "La demande s’est arrêtée avant d’être prise en charge : plus rien n’est attendu de la caisse."
    limite = date_et_heure(horloge.echeance, fuseau)
    if horloge.arretee_le is not None:
        return f"{majuscule(prise_en_charge_en(horloge))}, le {date_et_heure(horloge.arretee_le, fuseau)}."
    if horloge.retard:
        return (
            f"La caisse devait prendre la situation en charge au plus tard le {limite} : elle est "
            f"{reste(horloge.echeance, maintenant)}. Écrivez-lui ci-dessous, elle voit ce retard."
        )
    return f"La caisse prend la situation en charge au plus tard le {limite} : {reste(horloge.echeance, maintenant)}."


def qui_a_la_main(demande: Demande, maintenant: datetime) -> str:
    """Say who everybody waits for, and since when.

    Args:
        demande: with what ``selectors.listes.pour_un_ecran`` adds.
        maintenant: moment of the reading (aware).

    Exigence: NOV-03, UX-01
    """
    fuseau = ZoneInfo(demande.caisse.fuseau)
    if demande.close_le is not None:
        fin = "annulée" if demande.etat == EtatDemande.ANNULEE else "terminée"
        return f"Demande {fin} {depuis(demande.close_le, maintenant, fuseau)}."
    if getattr(demande, "preuve_attendue", False):
        return "On attend de vous un nouveau formulaire signé ; le délai de la caisse, lui, continue."
    if getattr(demande, "reponse_attendue", False):
        return "La caisse vous a écrit : on attend votre réponse."
    segments = horloge_de(demande, maintenant).segments
    if not segments:
        return ""
    debut = depuis(segments[-1].debut, maintenant, fuseau)
    # « depuis hier à 9 h 05 », « depuis 12 minutes », « depuis un instant ».
    mots = debut.removeprefix("il y a ").replace("à l’instant", "un instant")
    return f"On attend la caisse depuis {mots}."


@dataclass(frozen=True, slots=True)
class ReponseAttendue:
    """When an answer is due, in words; what is left, or how it went; whether it is late now."""

    quand: str
    reste: str
    retard: bool


def reponse_attendue(demande: Demande, maintenant: datetime) -> ReponseAttendue:
    """Return, for a line of a list, when the answer is due and what is left.

    Args:
        demande: with ``caisse`` loaded and ``evenements`` prefetched.
        maintenant: moment of the reading (aware).

    Exigence: UX-01, DEM-09 (S4 a3)
    """
    horloge, fuseau = horloge_de(demande, maintenant), ZoneInfo(demande.caisse.fuseau)
    if horloge.echeance is None:
        return ReponseAttendue("", "sans objet", retard=False)
    if horloge.arretee_le is not None:
        return ReponseAttendue("", prise_en_charge_en(horloge), retard=False)
    quand, mots = date_et_heure(horloge.echeance, fuseau), reste(horloge.echeance, maintenant)
    if horloge.retard:
        return ReponseAttendue(quand, mots, retard=True)
    return ReponseAttendue(quand, f"{mots} sur 48{INSECABLE}h", retard=False)


def majuscule(phrase: str) -> str:
    """Return a sentence that begins by a capital, the rest untouched."""
    return phrase[:1].upper() + phrase[1:]
