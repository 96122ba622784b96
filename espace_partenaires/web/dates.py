"""Dates, durations and names in plain French: pure functions, the moment and the zone are arguments."""

from datetime import date, datetime, timedelta, tzinfo
from unicodedata import normalize

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
INSECABLE = "\N{NO-BREAK SPACE}"
_HEURES_EN_HEURES = timedelta(hours=48)
_JOURS_PAR_LEUR_NOM = 6


def _quantieme(jour: date) -> str:
    numero = "1er" if jour.day == 1 else str(jour.day)
    return f"{numero}{INSECABLE}{MOIS[jour.month - 1]}"


def date_longue(jour: date) -> str:
    """Write a date in full: « lundi 21 décembre 2026 ».

    Exigence: UX-01
    """
    return f"{JOURS[jour.weekday()]} {_quantieme(jour)} {jour.year}"


def date_simple(jour: date) -> str:
    """Write a date without the day of the week: « 21 décembre 2026 »."""
    return f"{_quantieme(jour)} {jour.year}"


def date_courte(jour: date) -> str:
    """Write a date in figures: « 21/12/2026 »."""
    return jour.strftime("%d/%m/%Y")


def heure(instant: datetime, fuseau: tzinfo) -> str:
    """Write the time of day, in the zone: « 14 h 32 »."""
    local = instant.astimezone(fuseau)
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def date_et_heure(instant: datetime, fuseau: tzinfo) -> str:
    """Write a moment in full: « lundi 21 décembre 2026 à 14 h 32 »."""
    return f"{date_longue(instant.astimezone(fuseau).date())} à {heure(instant, fuseau)}"


def _pluriel(nombre: int, mot: str) -> str:
    marque = "s" if nombre > 1 and not mot.endswith("s") else ""
    return f"{nombre}{INSECABLE}{mot}{marque}"


def duree(ecart: timedelta) -> str:
    """Write a duration, rounded down: « 4 jours », « 18 h », « 5 h 20 », « 45 minutes », « moins d’une minute ».

    Hours are kept up to 48 hours, since a delay of 48 h is counted in hours.
    """
    minutes = ecart // timedelta(minutes=1)
    if ecart > _HEURES_EN_HEURES:
        return _pluriel(ecart.days, "jour")
    if not minutes:
        return "moins d’une minute"
    if ecart < timedelta(hours=1):
        return _pluriel(minutes, "minute")
    heures, reste_minutes = divmod(minutes, 60)
    fin = f"{INSECABLE}{reste_minutes:02d}" if reste_minutes else ""
    return f"{heures}{INSECABLE}h{fin}"


def reste(echeance: datetime, maintenant: datetime) -> str:
    """Say what is left before a deadline, or how late it is: « reste 5 h 20 », « en retard de 3 h »."""
    ecart = echeance - maintenant
    if abs(ecart) < timedelta(minutes=1):
        return "échéance maintenant"
    if ecart < timedelta(0):
        return f"en retard de {duree(-ecart)}"
    return f"reste {duree(ecart)}"


def depuis(instant: datetime, maintenant: datetime, fuseau: tzinfo) -> str:
    """Say when something happened, as one says it: « il y a 12 minutes », « hier à 9 h 05 », « le 3 mai »."""
    ecart = maintenant - instant
    if ecart < timedelta(minutes=1):
        return "à l’instant"
    if ecart < timedelta(hours=1):
        return f"il y a {duree(ecart)}"
    jour, aujourdhui = instant.astimezone(fuseau).date(), maintenant.astimezone(fuseau).date()
    if jour == aujourdhui:
        return f"aujourd’hui à {heure(instant, fuseau)}"
    if jour == aujourdhui - timedelta(days=1):
        return f"hier à {heure(instant, fuseau)}"
    if (aujourdhui - jour).days <= _JOURS_PAR_LEUR_NOM:
        return f"{JOURS[jour.weekday()]} à {heure(instant, fuseau)}"
    return f"le {_quantieme(jour)}" if jour.year == aujourdhui.year else f"le {date_simple(jour)}"


def complement_de(nom: str) -> str:
    """Return a name after « de », which loses its vowel before another: « d’Anna Roy », « de Karim Benaïssa ».

    Args:
        nom: a name as it is written, first name first.
    """
    premiere = normalize("NFD", nom[:1]).lower()[:1]
    return f"d’{nom}" if premiere and premiere in "aeiouœæ" else f"de {nom}"


def initiales_personne(civilite: str, prenom: str, nom: str) -> str:
    """Name a person discreetly, for lists: « Mme B. L. »."""
    lettres = (f"{mot.strip()[0].upper()}." for mot in (prenom, nom) if mot.strip())
    return INSECABLE.join(part for part in (civilite.strip(), *lettres) if part)
