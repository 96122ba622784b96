"""What a partenaire asks its caisse about its gestionnaires: its life as data, and its terms."""

import uuid
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from conventions.rules.calendrier import ajouter_jours_ouvres, est_ouvre
from espace_partenaires.transitions import Transition, arrivee
from habilitations.enums import EtatDemandeHabilitation, NatureDemande
from habilitations.rules.validite import JOURS_OUVRES_DE_DECISION, echeance_de_decision


class Acte(StrEnum):
    """What changes the state of a request."""

    FAIRE = "faire"
    PROGRAMMER = "programmer"
    EXECUTER = "executer"
    REFUSER = "refuser"
    ANNULER = "annuler"
    CONSTATER = "constater"
    ECARTER = "ecarter"


ARTICLES: Final[dict[str, str]] = {
    NatureDemande.HABILITER: "Convention d’utilisation, articles 2.2 et 2.2.1",
    NatureDemande.MODIFIER: "Convention d’utilisation, article 2.2.2",
    NatureDemande.INACTIVER: "Convention d’utilisation, article 2.2.3",
}
# What « modification d’un compte gestionnaire » covers: phone, mail, function, name.
CHAMPS_MODIFIABLES: Final = ("civilite", "nom", "prenom", "fonction", "courriel", "telephone")

_ATTENTE: Final = EtatDemandeHabilitation.EN_ATTENTE
_ACCEPTEE: Final = EtatDemandeHabilitation.ACCEPTEE
_EN_COURS: Final = frozenset({_ATTENTE, _ACCEPTEE})
_CAISSE: Final = "gestionnaire_conventions"
_FAITE: Final = EtatDemandeHabilitation.FAITE
_ANNULEE: Final = EtatDemandeHabilitation.ANNULEE

TRANSITIONS: Final = (
    # To habilitate or to change is done at once; an inactivation waits for the wished date.
    Transition(
        frozenset({_ATTENTE}),
        Acte.FAIRE,
        _FAITE,
        _CAISSE,
        "Convention d’utilisation, articles 2.2, 2.2.1 et 2.2.2",
    ),
    Transition(frozenset({_ATTENTE}), Acte.PROGRAMMER, _ACCEPTEE, _CAISSE, ARTICLES[NatureDemande.INACTIVER]),
    Transition(
        frozenset({_ACCEPTEE}),
        Acte.EXECUTER,
        _FAITE,
        f"temps, ou {_CAISSE} avant la date",
        ARTICLES[NatureDemande.INACTIVER],
    ),
    Transition(
        frozenset({_ATTENTE}),
        Acte.REFUSER,
        EtatDemandeHabilitation.REFUSEE,
        _CAISSE,
        "Convention d’utilisation, article 2.2",
    ),
    # An accepted inactivation may be given up until its date: nothing has happened yet.
    Transition(_EN_COURS, Acte.ANNULER, _ANNULEE, "gestionnaire", "Règle du portail"),
    # The account ended otherwise: what was asked is there, whoever did it.
    Transition(_EN_COURS, Acte.CONSTATER, _FAITE, "temps", ARTICLES[NatureDemande.INACTIVER]),
    # Nothing left to decide: the account to change has ended, or the convention with the caisse has. What was
    # accepted while the convention ran is done all the same.
    Transition(
        frozenset({_ATTENTE}),
        Acte.ECARTER,
        _ANNULEE,
        "temps",
        "Convention d’utilisation, articles 2.2 et 2.2.3",
    ),
)


def reference(cle: uuid.UUID) -> str:
    """Return what both sides call a request by: ``H-3F9A2C1B``, read from its public key, so never sequential.

    Args:
        cle: the public key.

    Exigence: HAB-04, HAB-09
    """
    return f"H-{cle.hex[:8].upper()}"


def etat_apres(etat: str, acte: Acte) -> str | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the request is, code of ``EtatDemandeHabilitation``.
        acte: what is done.

    Exigence: HAB-04, HAB-09, HAB-10 (S1u 2.2, 2.2.2, 2.2.3)
    """
    return arrivee(TRANSITIONS, etat, acte)


def echeance(
    nature: str, demandee_le: datetime, souhaitee_le: date | None, fuseau: ZoneInfo, zone: str
) -> date:
    """Return the last day the caisse has, where it is.

    A gestionnaire asks in the portal only once its convention is signed: of the two readings of « sous 5 jours »
    (signature, request) the request is always the later one. An inactivation is due on the wished date.

    Args:
        nature: code of ``NatureDemande``.
        demandee_le: when the request was received (aware); that day does not count.
        souhaitee_le: the wished date of an inactivation.
        fuseau: the caisse's time zone.
        zone: the caisse's zone of public holidays.

    Exigence: HAB-04, HAB-09, HAB-10 (S1u 2.2, 2.2.1, 2.2.2, 2.2.3)
    """
    if nature == NatureDemande.INACTIVER and souhaitee_le is not None:
        return souhaitee_le
    return echeance_de_decision(demandee_le, fuseau, zone)


def rappel(
    nature: str, demandee_le: datetime, souhaitee_le: date | None, fuseau: ZoneInfo, zone: str
) -> date:
    """Return the day the caisse is reminded: the last jour ouvré before the last day.

    Args:
        nature: code of ``NatureDemande``.
        demandee_le: when the request was received (aware).
        souhaitee_le: the wished date of an inactivation.
        fuseau: the caisse's time zone.
        zone: the caisse's zone of public holidays.

    Exigence: HAB-04, HAB-10 (S1u 2.2.1, 2.2.3)
    """
    if nature == NatureDemande.INACTIVER and souhaitee_le is not None:
        veille = souhaitee_le - timedelta(days=1)
        while not est_ouvre(veille, zone):
            veille -= timedelta(days=1)
        return veille
    recue = demandee_le.astimezone(fuseau).date()
    return ajouter_jours_ouvres(recue, JOURS_OUVRES_DE_DECISION - 1, zone)


def jours_ouvres_restants(aujourdhui: date, terme: date, zone: str) -> int:
    """Count the jours ouvrés left after today, the last day included; 0 on the last day and once it is past.

    Args:
        aujourdhui: the day it is at the caisse.
        terme: the last day.
        zone: the caisse's zone of public holidays.

    Exigence: HAB-04 (S1u 2.2.1)
    """
    ecart = max(0, (terme - aujourdhui).days)
    return sum(est_ouvre(aujourdhui + timedelta(days=rang), zone) for rang in range(1, ecart + 1))


def date_venue(souhaitee_le: date, aujourdhui: date) -> bool:
    """Tell whether an accepted inactivation is due: from the first minute of the wished day, at the caisse.

    Args:
        souhaitee_le: the wished date.
        aujourdhui: the day it is at the caisse.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    return aujourdhui >= souhaitee_le


def successeur_requis(autres_actifs: int) -> bool:
    """Tell whether an inactivation must come with the successor's coordinates.

    Args:
        autres_actifs: active gestionnaires of the structure, this one aside.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    return autres_actifs < 1


def places_a_demander(libres: int, departs: int, attentes: int) -> int:
    """Count the gestionnaires that may still be asked for: a seat is free, or a departure asked for frees one.

    Each request that waits has taken one already. A request made with the departure of its predecessor takes the
    seat that this departure frees, and none of the others.

    Args:
        libres: free seats of gestionnaires.
        departs: inactivations of active gestionnaires asked for or accepted, not done yet.
        attentes: requests for a gestionnaire that wait.

    Exigence: HAB-03, HAB-04 (S1u 2.2.1)
    """
    return max(0, libres + departs - attentes)


def changements(actuels: dict[str, str], demandes: dict[str, str]) -> dict[str, str]:
    """Return what would really change, field by field; spaces around do not count.

    Args:
        actuels: the account as it is.
        demandes: what is asked; an empty text asks nothing.

    Exigence: HAB-09 (S1u 2.2.2)
    """
    propres = {champ: demandes.get(champ, "").strip() for champ in CHAMPS_MODIFIABLES}
    return {champ: valeur for champ, valeur in propres.items() if valeur and valeur != actuels.get(champ, "")}
