"""What the gestionnaire certifies when a technicien is created."""

from collections.abc import Collection
from datetime import date
from typing import Final

_CREATION: Final = "Convention d’utilisation, article 2.2.1"
_USAGE: Final = "Convention d’utilisation, article 3.1"
_DONNEES: Final = "Convention métier, annexe sur les données personnelles, § 4"

# Each one is compulsory. The words follow « Je certifie que cette personne ».
CERTIFICATIONS: Final[dict[str, str]] = {
    "appartenance": "travaille dans la structure, comme agent, salariée ou bénévole",
    "equipement": "se connecte depuis un équipement professionnel, protégé par un antivirus",
    "usage": "utilise le portail pour son travail, et pour cela seulement",
    "territoire": "travaille depuis le territoire européen, outre-mer compris",
    "courriel": "a une adresse électronique professionnelle, rattachée à la structure et hébergée en Europe",
    "confidentialite": "est tenue à la confidentialité",
    "protection_donnees": "a été formée à la protection des données personnelles",
}
ARTICLES: Final[dict[str, str]] = {
    "appartenance": _CREATION,
    "equipement": _CREATION,
    "usage": _USAGE,
    "territoire": _USAGE,
    "courriel": _CREATION,
    "confidentialite": _DONNEES,
    "protection_donnees": _DONNEES,
}
ARTICLE_FORMATION: Final = "Convention CPAM–CPTS, annexe 3"


def certifications_manquantes(codes: Collection[str]) -> tuple[str, ...]:
    """Return the codes still to certify, in the order of the screen; codes unknown here certify nothing.

    Args:
        codes: what the gestionnaire ticked.

    Exigence: HAB-08 (S1u 2.2.1, 3.1, §4 of the annexes)
    """
    return tuple(code for code in CERTIFICATIONS if code not in codes)


def avertissement_de_formation(formation_le: date | None, aujourdhui: date) -> str | None:
    """Return the warning that the MAS form shows to who was not trained in detection; it stops nothing (D).

    Args:
        formation_le: day of the training in detection, if any.
        aujourdhui: the day.

    Exigence: HAB-08 (S4 a3)
    """
    if formation_le is not None and formation_le <= aujourdhui:
        return None
    return (
        "Aucune formation à la détection n’est enregistrée pour votre compte. Vous pouvez continuer ; demandez à "
        "votre gestionnaire d’en indiquer la date, ou de vous inscrire à la prochaine session de la caisse."
    )
