"""What an avenant may change, and its life, as data (CONV-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from conventions.enums import EtatAvenant, Evaluation, Nature, Reconduction, RythmeComite
from conventions.rules.termes import Valeur
from espace_partenaires.transitions import Transition, arrivee

BROUILLON: Final = EtatAvenant.BROUILLON.value
EN_SIGNATURE: Final = EtatAvenant.EN_SIGNATURE.value
SIGNE: Final = EtatAvenant.SIGNE.value
ABANDONNE: Final = EtatAvenant.ABANDONNE.value
_QUI: Final = "gestionnaire_conventions"
_ARTICLE: Final = "Convention d’utilisation, article 8.3"

TRANSITIONS: Final = (
    Transition(frozenset({BROUILLON}), "modifier", BROUILLON, _QUI, _ARTICLE),
    Transition(frozenset({BROUILLON}), "mettre_en_signature", EN_SIGNATURE, _QUI, _ARTICLE),
    Transition(frozenset({EN_SIGNATURE}), "signer", SIGNE, _QUI, _ARTICLE),
    Transition(frozenset({BROUILLON, EN_SIGNATURE}), "abandonner", ABANDONNE, _QUI, "Règle du portail"),
)

ENGAGEMENTS: Final = "engagements"
# Lowest and highest value of the terms that are numbers, units as the field says.
BORNES: Final[dict[str, tuple[int, int]]] = {
    "duree_mois": (1, 120),
    "preavis_mois": (1, 24),
    "mise_en_demeure_jours": (1, 365),
    "effectif_declare": (1, 1_000_000),
}
_CHOIX: Final[dict[str, list[str]]] = {"comite": RythmeComite.values, "evaluation": Evaluation.values}


@dataclass(frozen=True, slots=True)
class Refus:
    """Why a change is not possible.

    Attributes:
        terme: the term in question.
        message: what to do, in French.
    """

    terme: str
    message: str


def etat_apres(etat: str, action: str) -> str | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the avenant is.
        action: code of the act.

    Exigence: CONV-07 (S1u 8.3)
    """
    return arrivee(TRANSITIONS, etat, action)


def modifiables(nature: str, reconduction: str, mise_en_demeure_depart: str) -> tuple[str, ...]:
    """Return the terms that an avenant may change, in the order they are shown.

    Never the object, the parties nor the way of renewal: that is a new convention. Services and référents change
    without any avenant (ORG-04). A delay of mise en demeure is lengthened or shortened where the text knows one,
    a notice where the renewal is express; the term of a convention d’utilisation is that of its métier convention.

    Args:
        nature: ``Nature`` of the convention.
        reconduction: its ``Reconduction``.
        mise_en_demeure_depart: its ``DepartMiseEnDemeure``; empty when it knows none.

    Exigence: CONV-07, ORG-04 (S1u 8.1, 8.3, S0 14.3, S1m 9.3)
    """
    mise_en_demeure = ("mise_en_demeure_jours",) if mise_en_demeure_depart else ()
    if nature == Nature.UTILISATION:
        return ("effectif_declare", *mise_en_demeure)
    preavis = ("preavis_mois",) if reconduction == Reconduction.EXPRESSE else ()
    return ("duree_mois", *preavis, *mise_en_demeure, "comite", "evaluation", ENGAGEMENTS)


def premier_refus(
    permis: tuple[str, ...], actuels: Mapping[str, Valeur], apres: Mapping[str, Valeur]
) -> Refus | None:
    """Return what stands in the way of the changes asked for, or ``None``.

    Args:
        permis: ``modifiables`` of the convention.
        actuels: the terms of today.
        apres: the terms asked for.

    Exigence: CONV-07 (S1u 8.3, S0 14.1, 14.3)
    """
    for terme, valeur in apres.items():
        if terme not in permis:
            return Refus(terme, "Un avenant ne change pas ce terme : il faut une nouvelle convention.")
        if terme in BORNES:
            bas, haut = BORNES[terme]
            if isinstance(valeur, bool) or not isinstance(valeur, int) or not bas <= valeur <= haut:
                return Refus(terme, f"Indiquez un nombre entre {bas} et {haut}.")
        if terme in _CHOIX and valeur not in _CHOIX[terme]:
            return Refus(terme, "Choisissez l’une des réponses proposées.")
    futurs = {**actuels, **apres}
    duree, preavis = futurs.get("duree_mois"), futurs.get("preavis_mois")
    if isinstance(duree, int) and isinstance(preavis, int) and preavis >= duree:
        return Refus(
            "preavis_mois" if "preavis_mois" in apres else "duree_mois",
            "Le préavis doit être plus court que la durée de la convention.",
        )
    return None


def changements_reels(actuels: Mapping[str, Valeur], apres: Mapping[str, Valeur]) -> dict[str, Valeur]:
    """Keep only what differs from the terms of today.

    Args:
        actuels: the terms of today.
        apres: the terms asked for.

    Exigence: CONV-07 (S1u 8.3)
    """
    return {terme: valeur for terme, valeur in apres.items() if valeur != actuels.get(terme)}


def attend_une_evaluation(evaluation: str, *, evaluation_tenue: bool, clauses_caduques: bool) -> bool:
    """Tell whether a shared evaluation must be recorded before an avenant.

    Where the text opens the right to amend by the evaluation of the first year, an avenant waits for it; a change
    of law that lapsed clauses opens that right by itself.

    Args:
        evaluation: ``Evaluation`` of the convention.
        evaluation_tenue: one is recorded.
        clauses_caduques: a change of law has lapsed clauses.

    Exigence: CONV-07, CONV-17, CONV-05 (S0 14.2, 14.3)
    """
    return evaluation == Evaluation.AVENANT and not evaluation_tenue and not clauses_caduques


def terme_deja_passe(terme_le: date, derniere_signature: date, aujourdhui: date) -> bool:
    """Tell whether a new duration would end the term before the last signature, or before today.

    Args:
        terme_le: last day of the term with the new duration.
        derniere_signature: day the avenant takes effect.
        aujourdhui: the day of recording.

    Exigence: CONV-07 (S0 14.3)
    """
    return terme_le < max(derniere_signature, aujourdhui)
