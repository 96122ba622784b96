"""The life of a rendez-vous: who may do what from where, in whose words, at which hours."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conventions.rules.calendrier import jours_feries
from espace_partenaires.transitions import Transition
from espace_partenaires.web.dates import date_longue
from signalements.enums import EtatRendezVous, ModeRendezVous
from signalements.rules.identite import normaliser_nom

ARTICLE: Final = "Convention d’utilisation, article 1.2"
PREMIERE_HEURE: Final = time(7)
DERNIERE_HEURE: Final = time(21)
DUREE_MINIMALE: Final = timedelta(minutes=5)
DUREE_MAXIMALE: Final = timedelta(hours=4)
HORIZON: Final = timedelta(days=366)
HEURE_DU_RAPPEL: Final = 8
DIMANCHE: Final = 6
_MIDI: Final = time(12)
_JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_CHIFFRES_D_UN_NUMERO: Final = 9

PROPOSE: Final = EtatRendezVous.PROPOSE.value
CONFIRME: Final = EtatRendezVous.CONFIRME.value
DECLINE: Final = EtatRendezVous.DECLINE.value
DEPLACE: Final = EtatRendezVous.DEPLACE.value
ANNULE: Final = EtatRendezVous.ANNULE.value
TENU: Final = EtatRendezVous.TENU.value
ABSENT: Final = EtatRendezVous.ABSENT.value
_VIVANTS: Final = frozenset({PROPOSE, CONFIRME})

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(frozenset({PROPOSE}), "confirmer", CONFIRME, "technicien", ARTICLE),
    Transition(frozenset({PROPOSE}), "decliner", DECLINE, "technicien", ARTICLE),
    # The hour is set free at once: nobody waits at the counter for an answer that has not come.
    Transition(frozenset({CONFIRME}), "demander_autre_date", DECLINE, "technicien", ARTICLE),
    Transition(_VIVANTS, "annuler", ANNULE, "technicien", ARTICLE),
    Transition(_VIVANTS, "annuler", ANNULE, "instructeur", ARTICLE),
    Transition(_VIVANTS, "deplacer", DEPLACE, "instructeur", ARTICLE),
    Transition(_VIVANTS, "deplacer", DEPLACE, "technicien", ARTICLE),
    Transition(_VIVANTS, "constater_tenu", TENU, "instructeur", ARTICLE),
    Transition(_VIVANTS, "constater_absent", ABSENT, "instructeur", ARTICLE),
)
# (what the partner reads, what the agent reads, kind of badge)
_MOTS: Final[dict[str, tuple[str, str, str]]] = {
    PROPOSE: ("À confirmer par vous", "Proposé, réponse attendue du partenaire", "vous"),
    CONFIRME: ("Confirmé", "Confirmé", "fait"),
    DECLINE: ("Décliné, une autre date sera proposée", "Décliné par le partenaire", "neutre"),
    DEPLACE: ("Remplacé par un autre", "Remplacé par un autre", "neutre"),
    ANNULE: ("Annulé", "Annulé", "neutre"),
    TENU: ("A eu lieu", "Tenu", "fait"),
    ABSENT: ("La personne n’est pas venue", "Personne absente", "bientot"),
}
# From here on, a change waits for nobody: who is told may be on the way.
_PROCHE: Final = timedelta(hours=48)
_HEURES_EN_MOTS: Final = {
    "Indian/Reunion": "heure de La Réunion",
    "Indian/Mayotte": "heure de Mayotte",
    "America/Guadeloupe": "heure de la Guadeloupe",
    "America/Martinique": "heure de la Martinique",
    "America/Cayenne": "heure de la Guyane",
}
_PARIS: Final = "Europe/Paris"
_STATUTS: Final = {PROPOSE: "TENTATIVE", CONFIRME: "CONFIRMED", TENU: "CONFIRMED", ABSENT: "CONFIRMED"}


@dataclass(frozen=True, slots=True)
class Plage:
    """Hours, the last one excluded (aware)."""

    debut: datetime
    fin: datetime


def transition(etat: str, action: str, qui: str) -> Transition | None:
    """Return the transition that an act takes from a state, or ``None`` when it is not possible.

    Args:
        etat: ``EtatRendezVous``.
        action: code of the act.
        qui: ``technicien`` or ``instructeur``.

    Exigence: DEM-13 (S1u 1.2)
    """
    return next((t for t in TRANSITIONS if t.action == action and t.qui == qui and etat in t.depart), None)


def verifier_acte(etat: str, action: str, qui: str) -> str | None:
    """Return why an act is not possible, in a sentence to show, or ``None`` when it is.

    Args:
        etat: ``EtatRendezVous``.
        action: code of the act.
        qui: ``technicien`` or ``instructeur``.

    Exigence: DEM-13 (S1u 1.2)
    """
    if transition(etat, action, qui) is not None:
        return None
    mot = mot_de_l_etat(etat, pour_un_agent=qui == "instructeur")
    return f"Ce rendez-vous a changé entre-temps : il est maintenant « {mot} ». Relisez la page avant d’agir."


def mot_de_l_etat(etat: str, *, pour_un_agent: bool) -> str:
    """Return where a rendez-vous is, in the reader's own words.

    Args:
        etat: ``EtatRendezVous``.
        pour_un_agent: else the partner reads.

    Exigence: DEM-13, UX-01 (S1u 1.2)
    """
    return _MOTS[etat][1 if pour_un_agent else 0]


def genre_de_l_etat(etat: str, *, pour_un_agent: bool) -> str:
    """Return the kind of badge of a state: what waits for the partner is « à vous » for it alone."""
    genre = _MOTS[etat][2]
    return "attente" if pour_un_agent and genre == "vous" else genre


def est_proche(debut: datetime, maintenant: datetime) -> bool:
    """Tell whether a meeting is so near that its cancellation cannot wait for the next mail.

    Args:
        debut: of the meeting (aware).
        maintenant: moment of the change (aware).

    Exigence: DEM-13, UX-07 (S1u 1.2)
    """
    return debut - maintenant <= _PROCHE


def statut_ical(etat: str) -> str:
    """Return the status of a calendar file (RFC 5545): whatever no longer stands is cancelled.

    Args:
        etat: ``EtatRendezVous``.

    Exigence: DEM-13 (S1u 1.2)
    """
    return _STATUTS.get(etat, "CANCELLED")


def se_chevauchent(une: Plage, autre: Plage) -> bool:
    """Tell whether two stretches of time share a moment; one may begin when the other ends.

    Exigence: DEM-13 (S1u 1.2)
    """
    return une.debut < autre.fin and autre.debut < une.fin


def premiere_prise(plage: Plage, prises: Iterable[Plage]) -> Plage | None:
    """Return the first of these stretches that shares a moment with the one asked for.

    Exigence: DEM-13 (S1u 1.2)
    """
    return next((prise for prise in prises if se_chevauchent(plage, prise)), None)


def plage_du_jour(jour: date, debut: time, fin: time, fuseau: ZoneInfo) -> Plage:
    """Return the hours of a day, read on the clocks of the caisse, in UTC: no change of hour bends them.

    Args:
        jour: the day there.
        debut: first hour on its clocks.
        fin: last hour on its clocks, the same day.
        fuseau: the caisse's time zone.

    Exigence: DEM-13, ORG-01 (S1u 1.2)
    """
    return Plage(
        datetime.combine(jour, debut, tzinfo=fuseau).astimezone(UTC),
        datetime.combine(jour, fin, tzinfo=fuseau).astimezone(UTC),
    )


def refus_des_heures(plage: Plage, fuseau: ZoneInfo, maintenant: datetime) -> str | None:
    """Return why nobody can meet at these hours, or ``None``.

    Args:
        plage: the hours.
        fuseau: the caisse's time zone.
        maintenant: moment of the act (aware).

    Exigence: DEM-13 (S1u 1.2)
    """
    debut, fin = plage.debut.astimezone(fuseau), plage.fin.astimezone(fuseau)
    if plage.debut <= maintenant:
        return "Cette heure est déjà passée : choisissez une date à venir."
    if plage.debut - maintenant > HORIZON:
        return "Cette date est dans plus d’un an : choisissez une date plus proche."
    if plage.fin <= plage.debut:
        return "La fin doit venir après le début : corrigez l’une des deux heures."
    if not DUREE_MINIMALE <= plage.fin - plage.debut <= DUREE_MAXIMALE:
        return "Un rendez-vous dure de 5 minutes à 4 heures : corrigez l’une des deux heures."
    if debut.time() < PREMIERE_HEURE or fin.time() > DERNIERE_HEURE or fin.date() != debut.date():
        return "Un rendez-vous a lieu entre 7 h et 21 h, à l’heure de la caisse."
    return None


def avertissements(jour: date, zone: str, mode: str, modes_souhaites: Collection[str]) -> list[str]:
    """Return what an agent must know before it insists: a day off, a way of meeting that was not wished.

    Args:
        jour: the day, where the caisse is.
        zone: its zone of public holidays.
        mode: ``ModeRendezVous``.
        modes_souhaites: those the person can do; empty when nothing was said.

    Exigence: DEM-13, ORG-01 (S1u 1.2)
    """
    mots = []
    if jour.weekday() == DIMANCHE:
        mots.append(f"Le {date_longue(jour)} est un dimanche.")
    if jour in jours_feries(zone, jour.year):
        mots.append(f"Le {date_longue(jour)} est un jour férié.")
    if modes_souhaites and mode not in modes_souhaites:
        libelle = ModeRendezVous(mode).label.lower()
        mots.append(f"La personne n’a pas souhaité de rendez-vous {libelle}.")
    return mots


def hors_des_souhaits(debut: datetime, fuseau: ZoneInfo, demi_journees: Collection[str]) -> bool:
    """Tell whether a meeting begins outside the half-days that suit the person; noon begins the afternoon.

    Args:
        debut: its first moment (aware).
        fuseau: the caisse's time zone.
        demi_journees: ``DemiJournee``; empty when nothing was said: nothing is outside.

    Exigence: DEM-13, ORG-01 (S1u 1.2)
    """
    la_bas = debut.astimezone(fuseau)
    moment = "matin" if la_bas.time() < _MIDI else "apres_midi"
    return bool(demi_journees) and f"{_JOURS[la_bas.weekday()]}_{moment}" not in demi_journees


def heure_de_la_caisse(fuseau: str) -> str:
    """Return the words that say whose clock it is, empty for Paris.

    Args:
        fuseau: name of a time zone.

    Exigence: DEM-13, ORG-01 (S1u 1.2)
    """
    return "" if fuseau == _PARIS else _HEURES_EN_MOTS.get(fuseau, "heure de la caisse")


def nomme_la_personne(texte: str, noms: Iterable[str], telephone: str) -> bool:
    """Tell whether a place names the person: such words never reach a calendar file.

    Args:
        texte: what the agent wrote.
        noms: last and first name, as they are written.
        telephone: the person's number, empty when there is none.

    Exigence: DEM-13, RGPD-02 (S1m a6)
    """
    mots = f" {normaliser_nom(texte)} "
    if any(nom and f" {nom} " in mots for nom in map(normaliser_nom, noms)):
        return True
    fin = "".join(filter(str.isdigit, telephone))[-_CHIFFRES_D_UN_NUMERO:]
    return len(fin) == _CHIFFRES_D_UN_NUMERO and fin in "".join(filter(str.isdigit, texte))


def rappel_du(debut: datetime, fixe_le: datetime, fuseau: ZoneInfo, maintenant: datetime) -> bool:
    """Tell whether it is time to remind of a meeting: the day before, from 8 h on, where the caisse is.

    What was fixed that very day needs no reminder: a mail said so already.

    Args:
        debut: of the meeting (aware).
        fixe_le: when it took this hour (aware).
        fuseau: the caisse's time zone.
        maintenant: moment of the sweep (aware).

    Exigence: DEM-13, UX-07 (S1u 1.2)
    """
    ici = maintenant.astimezone(fuseau)
    demain = ici.date() + timedelta(days=1)
    return (
        debut.astimezone(fuseau).date() == demain
        and ici.hour >= HEURE_DU_RAPPEL
        and fixe_le.astimezone(fuseau).date() < ici.date()
    )
