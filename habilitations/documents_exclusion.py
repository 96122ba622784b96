"""The notification of an exclusion, to print and to send (HAB-12, S1u 4.1)."""

from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.documents.rendu import rendre_pdf
from espace_partenaires.web.dates import date_simple
from habilitations.models import Exclusion
from habilitations.rules.incidents import ARTICLE_ACCES, reference

_APPELS: Final = {Civilite.MME.value: "Madame", Civilite.M.value: "Monsieur"}


def nom_du_fichier(exclusion: Exclusion) -> str:
    """Return the name of the file, without anything about the person."""
    return f"notification-exclusion-{exclusion.cle.hex[:8]}"


def notification(exclusion: Exclusion) -> bytes:
    """Draw the letter by which the caisse notifies an exclusion to the person, with a copy to the structure.

    Args:
        exclusion: with its caisse, its habilitation, the account and the partenaire.

    Exigence: HAB-12, UX-02 (S1u 4.1)
    """
    compte = exclusion.habilitation.utilisateur
    fuseau = ZoneInfo(exclusion.caisse.fuseau)
    return rendre_pdf(
        gabarit="habilitations/exclusions/notification.html",
        contexte={
            "exclusion": exclusion,
            "caisse": exclusion.caisse,
            "compte": compte,
            "partenaire": exclusion.habilitation.partenaire,
            "appel": _APPELS.get(compte.civilite, "Madame, Monsieur"),
            "decidee_le": date_simple(exclusion.decidee_le),
            "notifiee_le": date_simple(exclusion.notifiee_le.astimezone(fuseau).date()),
            "article": ARTICLE_ACCES,
            "reference": reference(exclusion.cle).replace("SEC", "EXC"),
        },
        titre="Notification d’une exclusion de l’Espace Partenaires",
    )
