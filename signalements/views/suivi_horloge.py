"""The clock on the partner's page: the agents' ribbon, told to the one who waits for the answer. No query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.web.dates import INSECABLE, date_et_heure, depuis
from signalements.enums import EtatDemande, NatureFait
from signalements.models import Demande
from signalements.mots_horloge import (
    MOTS,
    depuis_quand,
    duree_courte,
    fin_en_mots,
    majuscule,
    moment_du,
    reste_en_mots,
)
from signalements.rules.cycle_de_vie import LECTEUR_PARTENAIRE
from signalements.rules.delais import DELAIS, Regle
from signalements.rules.faits import Cote
from signalements.rules.horloge import Horloge
from signalements.selectors import horloge_de
from signalements.views.agent_presentation import etape_du_rendez_vous
from signalements.views.horloge_delai import Delai, Lecture, delai_lu

# What is expected of the partner, the most pressing first: (annotation of every list, words).
_ATTENTES: Final = (
    (
        "preuve_attendue",
        "On attend de vous un nouveau formulaire signé ; le délai de la caisse, lui, continue.",
    ),
    ("rendez_vous_attendu", "La caisse propose un rendez-vous : on attend votre réponse."),
    ("reponse_attendue", "La caisse vous a écrit : on attend votre réponse."),
)


def delai_de(demande: Demande, maintenant: datetime) -> Delai:
    """Explain the clock of a demande to the partner.

    Args:
        demande: with ``caisse`` loaded and ``evenements`` prefetched.
        maintenant: moment of the reading (aware).

    Exigence: NOV-03, DEM-09, UX-01 (S4 a3)
    """
    fuseau = ZoneInfo(demande.caisse.fuseau)
    lecture = Lecture(_horloge(demande, maintenant), maintenant, fuseau, LECTEUR_PARTENAIRE)
    return delai_lu(lecture, _phrase(demande, lecture))


def _horloge(demande: Demande, maintenant: datetime) -> Horloge:
    return horloge_de(demande, maintenant, avec_l_issue=demande.accord_suivi)


def _phrase(demande: Demande, lecture: Lecture) -> str:
    horloge, fuseau = lecture.horloge, lecture.fuseau
    if horloge.si_reponse_maintenant is not None:
        due = moment_du(horloge.si_reponse_maintenant, horloge.regle, fuseau)
        return f"Si vous répondez aujourd’hui, réponse au plus tard le {due}."
    if horloge.echeance is None:
        avant = "d’être prise en charge" if horloge.regle is Regle.MAS_48H else "la réponse"
        return f"La demande s’est arrêtée avant {avant} : plus rien n’est attendu de la caisse."
    limite = moment_du(horloge.echeance, horloge.regle, fuseau)
    if horloge.arretee_le is not None:
        if demande.etat == EtatDemande.ANNULEE and horloge.arretee_le == demande.close_le:
            return f"La demande s’est arrêtée après la date limite, qui était le {limite}."
        return f"{majuscule(fin_en_mots(horloge, fuseau))}, le {date_et_heure(horloge.arretee_le, fuseau)}."
    return _phrase_en_cours(lecture, limite)


def _phrase_en_cours(lecture: Lecture, limite: str) -> str:
    horloge, mots = lecture.horloge, MOTS[lecture.regle]
    reste = reste_en_mots(horloge, lecture.maintenant, lecture.fuseau)
    if horloge.retard:
        return (
            f"La caisse devait {mots.devait} au plus tard le {limite} : elle est {reste}. "
            "Écrivez-lui ci-dessous, elle voit ce retard."
        )
    return f"{mots.la_caisse} au plus tard le {limite} : {reste}."


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
    for attente, mots in _ATTENTES:
        if getattr(demande, attente, False):
            return mots
    if etape_du_rendez_vous(demande, pour_un_agent=False) == NatureFait.RENDEZ_VOUS_CONFIRME:
        return "Le rendez-vous est fixé."
    segments = _horloge(demande, maintenant).segments
    if not segments:
        return ""
    qui = "On vous attend" if segments[-1].cote is Cote.PARTENAIRE else "On attend la caisse"
    return f"{qui} {depuis_quand(segments[-1].debut, maintenant, fuseau)}."


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
    horloge, fuseau = _horloge(demande, maintenant), ZoneInfo(demande.caisse.fuseau)
    if horloge.si_reponse_maintenant is not None:
        duree = duree_courte(DELAIS[horloge.regle].duree, horloge.regle)
        return ReponseAttendue("", f"{duree} à partir de votre envoi", retard=False)
    if horloge.echeance is None:
        return ReponseAttendue("", "sans objet", retard=False)
    if horloge.arretee_le is not None:
        return ReponseAttendue("", _comment(demande, horloge, fuseau), retard=False)
    quand = moment_du(horloge.echeance, horloge.regle, fuseau)
    mots = reste_en_mots(horloge, maintenant, fuseau)
    if horloge.retard:
        return ReponseAttendue(quand, mots, retard=True)
    if DELAIS[horloge.regle].en_jours:
        return ReponseAttendue(
            quand, f"{mots}, date provisoire" if horloge.provisoire else mots, retard=False
        )
    return ReponseAttendue(quand, f"{mots} sur 48{INSECABLE}h", retard=False)


def _comment(demande: Demande, horloge: Horloge, fuseau: ZoneInfo) -> str:
    if demande.etat == EtatDemande.ANNULEE and horloge.arretee_le == demande.close_le:
        return "annulée après la date limite"
    return fin_en_mots(horloge, fuseau)
