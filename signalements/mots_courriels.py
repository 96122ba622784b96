"""What the mails of a demande say of its kind and of its clock, and the caisse's hour in words. Pure, no query."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from conventions.enums import Service
from espace_partenaires.web.dates import date_et_heure
from signalements.mots_horloge import MOTS, majuscule, minuscule, moment_du
from signalements.rules.delais import DELAIS, Regle
from signalements.rules.horloge import Horloge
from signalements.rules.rendez_vous import heure_de_la_caisse

_SANS_MANQUE: Final = "si rien ne manque, "
_REPONSE: Final = "la réponse"
# All feminine: one verb agrees with them.
_ATTENDU: Final[dict[Regle, str]] = {
    Regle.MAS_48H: "la prise en charge",
    Regle.URGENT_14J: _REPONSE,
    Regle.DOSSIER_30J: _REPONSE,
    Regle.DEMANDE_30J: _REPONSE,
    Regle.RENDEZ_VOUS_30J: "une date de rendez-vous",
}


def nature_en_mots(nature: str) -> str:
    """Return what a demande is called: « signalement » for that kind, « demande » for the others.

    Args:
        nature: ``conventions.enums.Service``.

    Exigence: DEM-01, UX-01
    """
    return "signalement" if nature == Service.SIGNALEMENT else "demande"


def delai_en_mots(regle: Regle) -> str:
    """Say how long a clock runs and on which text: « 30 jours à partir de la transmission (Règle du portail) ».

    Args:
        regle: the clock.

    Exigence: DEM-09, UX-01
    """
    return f"{DELAIS[regle].libelle} ({DELAIS[regle].article})"


def a_l_heure_de_la_caisse(instant: datetime, fuseau: ZoneInfo) -> str:
    """Say a moment on the caisse's clocks, and whose they are when it is not Paris.

    Args:
        instant: aware.
        fuseau: the caisse's time zone.

    Exigence: DEM-09, ORG-01
    """
    dit, mots = date_et_heure(instant, fuseau), heure_de_la_caisse(fuseau.key)
    return f"{dit} ({mots})" if mots else dit


def dire_echeance(regle: Regle, quand: datetime, fuseau: ZoneInfo) -> str:
    """Say a deadline: the hour of a clock of hours, the last day of a clock of days.

    Args:
        regle: the clock.
        quand: the deadline (aware).
        fuseau: the caisse's time zone.

    Exigence: DEM-09, ORG-01
    """
    if DELAIS[regle].en_jours:
        return moment_du(quand, regle, fuseau)
    return a_l_heure_de_la_caisse(quand, fuseau)


def promesse(regle: Regle, quand: str) -> str:
    """Say to the partner what the caisse does, and until when, at the transmission.

    Args:
        regle: the clock.
        quand: the deadline, in words.

    Exigence: DEM-09, UX-01 (S4 2.2, a2, a3)
    """
    reserve = _SANS_MANQUE if DELAIS[regle].complet else ""
    return majuscule(f"{reserve}{minuscule(MOTS[regle].la_caisse)} au plus tard le {quand}")


def attente(regle: Regle, quand: str, *, provisoire: bool = False, en_retard: bool = False) -> str:
    """Say to either side what is due, and until when.

    Args:
        regle: the clock.
        quand: the deadline, in words.
        provisoire: the dossier was not found complete and receivable yet.
        en_retard: the deadline is past.

    Exigence: DEM-09, UX-01 (S4 2.2, a2, a3)
    """
    reserve = _SANS_MANQUE if provisoire and not en_retard else ""
    verbe = "était" if en_retard else "est"
    return majuscule(f"{reserve}{_ATTENDU[regle]} {verbe} attendue au plus tard le {quand}")


def ou_en_est_le_delai(horloge: Horloge, fuseau: ZoneInfo) -> str:
    """Say where a clock is: until when the answer is due, that it has stopped, or that none runs.

    Args:
        horloge: at the moment of the mail.
        fuseau: the caisse's time zone.

    Exigence: DEM-09, NOV-03, UX-01
    """
    if horloge.arretee_le is not None:
        return f"Le délai est déjà arrêté : {MOTS[horloge.regle].fait}"
    if horloge.echeance is None:
        return "Aucun délai ne court pour l’instant"
    return attente(
        horloge.regle,
        dire_echeance(horloge.regle, horloge.echeance, fuseau),
        provisoire=horloge.provisoire,
        en_retard=bool(horloge.retard),
    )
