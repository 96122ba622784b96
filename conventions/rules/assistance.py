"""The life of a reported malfunction, as data; what is kept of the page it happened on. Pure."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from conventions.enums import EtatDysfonctionnement
from espace_partenaires.transitions import Transition, arrivee

OUVERT: Final = EtatDysfonctionnement.OUVERT.value
REPONDU: Final = EtatDysfonctionnement.REPONDU.value
ESCALADE: Final = EtatDysfonctionnement.ESCALADE.value

ARTICLE: Final = "Convention d’utilisation, article 3.3"
CONSERVATION: Final = timedelta(days=365)
# Clocks of browsers and servers differ a little.
TOLERANCE: Final = timedelta(minutes=5)
LONGUEUR_PAGE: Final = 200
# These addresses bear a one-time secret.
PAGES_A_SECRET: Final = ("/activer/", "/attestation/")

TRANSITIONS: Final = (
    Transition(frozenset({OUVERT}), "repondre", REPONDU, "support local", ARTICLE),
    Transition(frozenset({OUVERT}), "escalader", ESCALADE, "support local", ARTICLE),
    Transition(frozenset({ESCALADE}), "repondre_nationalement", REPONDU, "support national", ARTICLE),
    Transition(frozenset({REPONDU}), "relancer", OUVERT, "auteur du signalement", "Règle du portail"),
)


def etat_apres(etat: str, action: str) -> str | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the malfunction is.
        action: code of the act.

    Exigence: ORG-08 (S1u 3.3, 7)
    """
    return arrivee(TRANSITIONS, etat, action)


def page_sans_question(adresse: str) -> str:
    """Return the path of an address: what follows « ? » may hold what someone searched for.

    Args:
        adresse: a path, a whole address, or words of the person.

    Returns:
        At most 200 characters; nothing for an address that bears a secret.

    Exigence: ORG-05 (S1u 3.3)
    """
    try:
        chemin = urlsplit(adresse.replace("\x00", "").strip()).path
    except ValueError:
        return ""
    return "" if chemin.startswith(PAGES_A_SECRET) else chemin[:LONGUEUR_PAGE]


def est_a_venir(survenu_le: datetime, maintenant: datetime) -> bool:
    """Tell whether a moment (aware) is still to come, a few minutes of clocks apart.

    Exigence: ORG-05 (S1u 3.3)
    """
    return survenu_le > maintenant + TOLERANCE


def a_effacer_avant(maintenant: datetime) -> datetime:
    """Return the moment before which a reported malfunction is erased: twelve months.

    Exigence: ORG-08, RGPD-10
    """
    return maintenant - CONSERVATION
