"""What the gestionnaire certifies when a technicien is created."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Certification:
    """One point to certify.

    Attributes:
        code: what is stored.
        libelle: what is certified, in the words of the screen.
        article: text it rests on.
    """

    code: str
    libelle: str
    article: str


# Each one is compulsory; the training in detection is a date beside them.
CERTIFICATIONS: Final = (
    Certification(
        "appartenance",
        "La personne travaille dans la structure : agent, salariée ou bénévole.",
        "Convention d’utilisation, article 2.2.1",
    ),
    Certification(
        "equipement",
        "Elle se connecte depuis un équipement professionnel, protégé par un antivirus.",
        "Convention d’utilisation, articles 2.2.1 et 3.1",
    ),
    Certification(
        "usage",
        "Elle utilise le portail pour son travail, et pour cela seulement.",
        "Convention d’utilisation, article 3.1",
    ),
    Certification(
        "territoire",
        "Elle travaille depuis le territoire européen, outre-mer compris.",
        "Convention d’utilisation, article 3.1",
    ),
    Certification(
        "courriel",
        "Son adresse électronique est professionnelle, rattachée à la structure et hébergée en Europe.",
        "Convention d’utilisation, article 2.2.1",
    ),
    Certification(
        "confidentialite",
        "Elle est tenue à la confidentialité.",
        "Convention métier, annexe sur les données personnelles, § 4",
    ),
    Certification(
        "protection_donnees",
        "Elle a été formée à la protection des données personnelles.",
        "Convention métier, annexe sur les données personnelles, § 4",
    ),
)
OBLIGATOIRES: Final = frozenset(certification.code for certification in CERTIFICATIONS)
ARTICLE_FORMATION: Final = "Convention CPAM–CPTS, annexe 3"


def certifications_manquantes(codes: Collection[str]) -> tuple[Certification, ...]:
    """Return the points still to certify, in the order of the screen; codes unknown here certify nothing.

    Args:
        codes: what the gestionnaire ticked.

    Exigence: HAB-08 (S1u 2.2.1, 3.1, §4 of the annexes)
    """
    return tuple(certification for certification in CERTIFICATIONS if certification.code not in codes)


def libelle_de(code: str) -> str:
    """Return what a code certifies; the code itself when the list no longer has it.

    Args:
        code: as stored.

    Exigence: HAB-08 (S1u 2.2.1)
    """
    return next((c.libelle for c in CERTIFICATIONS if c.code == code), code)


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
        "Aucune formation à la détection n’est enregistrée pour votre compte. Vous pouvez continuer ; demandez à "
        "votre gestionnaire d’en indiquer la date, ou de vous inscrire à la prochaine session de la caisse."
    )
