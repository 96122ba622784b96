"""The clock in words, for both readers: what is due, what is left, how it went. Pure, no query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.web.dates import INSECABLE, date_et_heure, date_longue, depuis, duree, reste
from signalements.rules.delais import DELAIS, Regle
from signalements.rules.horloge import Horloge

_UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MotsDeLaRegle:
    """How one clock is spoken of.

    Attributes:
        a_faire: what the agent has to do.
        la_caisse: what the partner reads that the caisse does.
        devait: what the caisse should have done.
        fait: how it is said once done.
    """

    a_faire: str
    la_caisse: str
    devait: str
    fait: str


_REPONSE: Final = MotsDeLaRegle("À répondre", "La caisse répond", "répondre", "répondu")
MOTS: Final[dict[Regle, MotsDeLaRegle]] = {
    Regle.MAS_48H: MotsDeLaRegle(
        "À prendre en charge",
        "La caisse prend la situation en charge",
        "prendre la situation en charge",
        "prise en charge",
    ),
    Regle.URGENT_14J: _REPONSE,
    Regle.DOSSIER_30J: _REPONSE,
    Regle.DEMANDE_30J: _REPONSE,
    Regle.RENDEZ_VOUS_30J: MotsDeLaRegle(
        "Rendez-vous à proposer",
        "La caisse propose un rendez-vous",
        "proposer un rendez-vous",
        "première date donnée",
    ),
}


def moment_du(echeance: datetime, regle: Regle, fuseau: ZoneInfo) -> str:
    """Return when something is due: with its time for 48 hours, the whole day for days.

    Args:
        echeance: the moment.
        regle: the clock.
        fuseau: the caisse's time zone.
    """
    if DELAIS[regle].en_jours:
        return date_longue(echeance.astimezone(fuseau).date())
    return date_et_heure(echeance, fuseau)


def reste_en_mots(horloge: Horloge, maintenant: datetime, fuseau: ZoneInfo) -> str:
    """Say what is left, or how late it is: « reste 5 h 20 », « dans 30 jours », « en retard de 2 jours ».

    Days are those of the calendar of the caisse, as the deadline itself.

    Args:
        horloge: running.
        maintenant: moment of the reading (aware).
        fuseau: the caisse's time zone.

    Exigence: DEM-09, UX-01
    """
    if horloge.echeance is None:
        return "sans échéance"
    if not DELAIS[horloge.regle].en_jours:
        return reste(horloge.echeance, maintenant)
    jours = _jours(maintenant, horloge.echeance, fuseau)
    if jours < 0:
        return f"en retard {_de_jours(-jours)}"
    return {0: "aujourd’hui avant minuit", 1: "demain avant minuit"}.get(
        jours, f"dans {jours}{INSECABLE}jours"
    )


def retard_en_mots(horloge: Horloge, fuseau: ZoneInfo) -> str:
    """Say how late it was when the clock stopped.

    Args:
        horloge: stopped, missed.
        fuseau: the caisse's time zone.
    """
    if horloge.echeance and horloge.arretee_le:
        return f"avec {depassement(horloge.echeance, horloge.arretee_le, horloge.regle, fuseau)} de retard"
    return "en retard"


def depassement(echeance: datetime, fin: datetime, regle: Regle, fuseau: ZoneInfo) -> str:
    """Say by how much a deadline was passed: in days of the calendar for days, in hours for 48 hours.

    Args:
        echeance: the deadline.
        fin: when it was answered at last, or now.
        regle: the clock.
        fuseau: the caisse's time zone.
    """
    if DELAIS[regle].en_jours:
        return _jours_en_mots(_jours(echeance, fin, fuseau))
    return duree(fin - echeance)


def fin_en_mots(horloge: Horloge, fuseau: ZoneInfo) -> str:
    """Say how it went, once the clock has stopped: « répondu en 6 jours », « prise en charge avec 2 h de retard ».

    Args:
        horloge: stopped.
        fuseau: the caisse's time zone.

    Exigence: DEM-09, UX-01
    """
    fait = MOTS[horloge.regle].fait
    if horloge.retard:
        return f"{fait} {retard_en_mots(horloge, fuseau)}"
    if horloge.debut is None or horloge.arretee_le is None:
        return fait
    if DELAIS[horloge.regle].en_jours:
        jours = _jours(horloge.debut, horloge.arretee_le, fuseau)
        return f"{fait} le jour même" if jours == 0 else f"{fait} en {_jours_en_mots(jours)}"
    return f"{fait} en {duree(horloge.arretee_le - horloge.debut)}"


def depuis_quand(instant: datetime, maintenant: datetime, fuseau: ZoneInfo) -> str:
    """Say since when: « depuis hier à 9 h 05 », « depuis le 3 mai », « depuis 12 minutes »."""
    mots = depuis(instant, maintenant, fuseau)
    return f"depuis {mots.removeprefix('il y a ').replace('à l’instant', 'moins d’une minute')}"


def duree_courte(ecoule: timedelta, regle: Regle) -> str:
    """Say how long a segment lasts, in the unit of its clock: hours for 48 hours, days for days."""
    if DELAIS[regle].en_jours and ecoule >= _UN_JOUR:
        return _jours_en_mots(ecoule.days)
    return duree(ecoule)


def majuscule(phrase: str) -> str:
    """Return a sentence that begins by a capital, the rest untouched."""
    return phrase[:1].upper() + phrase[1:]


def minuscule(phrase: str) -> str:
    """Return a sentence as it goes on from another, the rest untouched; an acronym stays one."""
    return phrase if phrase[1:2].isupper() else phrase[:1].lower() + phrase[1:]


def _jours(du: datetime, au: datetime, fuseau: ZoneInfo) -> int:
    return (au.astimezone(fuseau).date() - du.astimezone(fuseau).date()).days


def _jours_en_mots(jours: int) -> str:
    return f"{jours}{INSECABLE}jour{'s' if jours > 1 else ''}"


def _de_jours(jours: int) -> str:
    return f"de {_jours_en_mots(jours)}"


def depassement_garde(horloge: Horloge, fuseau: ZoneInfo) -> str:
    """Say that a deadline was past when the demande was sent back, and still counts; empty when none was.

    Args:
        horloge: the clock.
        fuseau: the caisse's time zone.

    Exigence: DEM-19, NOV-03
    """
    if not horloge.depassements:
        return ""
    dates = " et du ".join(date_longue(due.astimezone(fuseau).date()) for due in horloge.depassements)
    if len(horloge.depassements) > 1:
        return (
            f"Les dates limites du {dates} étaient passées quand la demande a été renvoyée : "
            "ces dépassements restent comptés."
        )
    return f"La date limite du {dates} était passée quand la demande a été renvoyée : ce dépassement reste compté."
