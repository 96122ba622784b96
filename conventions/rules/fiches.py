"""Fiches action: what must be there before an action starts, and what a national flow already does."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from conventions.enums import EtatFiche
from espace_partenaires.transitions import Transition, arrivee

PROJET: Final = EtatFiche.PROJET.value
EN_COURS: Final = EtatFiche.EN_COURS.value
TERMINEE: Final = EtatFiche.TERMINEE.value
ABANDONNEE: Final = EtatFiche.ABANDONNEE.value
_QUI: Final = "parties"
ARTICLE_FICHE: Final = "Convention locale CPAM–CAF, articles 8 à 10 et annexe 1"
ARTICLE_FLUX: Final = "Convention locale CPAM–CAF, article 10 et annexe 4"

TRANSITIONS: Final = (
    Transition(frozenset({PROJET}), "demarrer", EN_COURS, _QUI, ARTICLE_FICHE),
    Transition(frozenset({EN_COURS}), "terminer", TERMINEE, _QUI, ARTICLE_FICHE),
    Transition(frozenset({PROJET, EN_COURS}), "abandonner", ABANDONNEE, _QUI, ARTICLE_FICHE),
)

# S0 article 7: ways of receiving people together.
FORMES_D_ACCUEIL: Final = {
    "rendez_vous": "Rendez-vous coordonnés",
    "session": "Session d’information commune",
    "espace_numerique": "Espace numérique conjoint",
    "atelier_numerique": "Atelier numérique commun",
    "permanence": "Permanence ou accueil commun",
}


def etat_apres(etat: str, action: str) -> str | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the fiche is.
        action: code of the act.

    Exigence: CONV-10 (S0 8, annexe 1)
    """
    return arrivee(TRANSITIONS, etat, action)


@dataclass(frozen=True, slots=True)
class Barriere:
    """What an action waits for before it may start.

    Attributes:
        code: stable name.
        message: what to do, in French.
        article: the text it rests on.
    """

    code: str
    message: str
    article: str


@dataclass(frozen=True, slots=True)
class FaitsFiche:
    """What the start of an action depends on.

    Attributes:
        echange_de_donnees: the action exchanges personal data.
        analysee: the DPO's analysis is recorded.
        inscrite: the entry in the register is recorded.
        flux_couvrant: a national flow already has the same aim.
        flux_justifie: the DPO justified it nevertheless.
    """

    echange_de_donnees: bool
    analysee: bool = False
    inscrite: bool = False
    flux_couvrant: bool = False
    flux_justifie: bool = False


def barrieres(faits: FaitsFiche) -> tuple[Barriere, ...]:
    """Return what an action still waits for; nothing when it may start.

    Args:
        faits: the fiche.

    Exigence: CONV-10, CONV-11 (S0 8, 10, annexe 2 § 3)
    """
    attendues = []
    if faits.echange_de_donnees and not faits.analysee:
        attendues.append(
            Barriere(
                "analyse_absente",
                "Le délégué à la protection des données n’a pas encore analysé cet échange.",
                "Convention locale CPAM–CAF, annexes 1 et 2 § 3",
            )
        )
    if faits.echange_de_donnees and not faits.inscrite:
        attendues.append(
            Barriere(
                "registre_absent",
                "L’échange n’est pas encore inscrit au registre des traitements.",
                "Convention locale CPAM–CAF, article 8",
            )
        )
    if faits.flux_couvrant and not faits.flux_justifie:
        attendues.append(
            Barriere(
                "flux_deja_couvert",
                "Un flux national poursuit déjà cette finalité : seul le délégué à la protection des données peut "
                "justifier l’action.",
                ARTICLE_FLUX,
            )
        )
    return tuple(attendues)


def sans_accents(texte: str) -> str:
    """Return a text in lower case, accents and joined letters laid flat, for comparison."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))


def mots_reconnus(textes: Iterable[str], mots_cles: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords of a flow that an action's words bring to mind, whole words, accents ignored.

    Args:
        textes: title and aims of the action.
        mots_cles: those of the flow.

    Exigence: CONV-11 (S0 10, annexe 4)
    """
    lettres = "".join(c if c.isalnum() else " " for c in sans_accents(" ".join(textes)))
    phrase = f" {' '.join(lettres.split())} "
    return tuple(mot for mot in mots_cles if f" {' '.join(sans_accents(mot).split())} " in phrase)
