"""The life of a convention, as data. Being in force is read from dates, never from here."""

from datetime import date
from typing import Final

from conventions.enums import EtatConvention, Nature
from conventions.rules.vigueur import FaitsConvention, debut, est_en_vigueur, fin_certaine
from espace_partenaires.transitions import Transition

BROUILLON: Final = EtatConvention.BROUILLON.value
EN_SIGNATURE: Final = EtatConvention.EN_SIGNATURE.value
SIGNEE: Final = EtatConvention.SIGNEE.value
ABANDONNEE: Final = EtatConvention.ABANDONNEE.value
# Read from dates and never stored.
A_VENIR: Final = "a_venir"
EN_VIGUEUR: Final = "en_vigueur"
NON_COUVERTE: Final = "non_couverte"
EXPIREE: Final = "expiree"
RESILIEE: Final = "resiliee"

LIBELLES: Final = {
    BROUILLON: "Brouillon",
    EN_SIGNATURE: "En signature",
    ABANDONNEE: "Abandonnée",
    A_VENIR: "Signée, pas encore en vigueur",
    EN_VIGUEUR: "En vigueur",
    NON_COUVERTE: "Signée, sans convention métier qui la couvre",
    EXPIREE: "Expirée",
    RESILIEE: "Résiliée",
}


TRANSITIONS: Final = (
    Transition(
        frozenset({BROUILLON}),
        "mettre_en_signature",
        EN_SIGNATURE,
        "gestionnaire_conventions",
        "Convention d’utilisation, article 8.1",
    ),
    Transition(
        frozenset({EN_SIGNATURE}),
        "signer",
        SIGNEE,
        "gestionnaire_conventions",
        "Convention d’utilisation, article 8.1",
    ),
    Transition(
        frozenset({BROUILLON, EN_SIGNATURE}),
        "abandonner",
        ABANDONNEE,
        "gestionnaire_conventions",
        "Règle du portail",
    ),
    Transition(frozenset({SIGNEE}), "expirer", EXPIREE, "dates", "Convention locale, article 14.1"),
    Transition(
        frozenset({SIGNEE}),
        "resilier",
        RESILIEE,
        "gestionnaire_conventions",
        "Convention locale, article 14.4",
    ),
)


def etat_apres(etat: str, action: str) -> str | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: where the convention is.
        action: code of the act.

    Exigence: CONV-03 (S0 14, S1u 8.2)
    """
    return next((t.arrivee for t in TRANSITIONS if t.action == action and etat in t.depart), None)


def situation(etat: str, faits: FaitsConvention, le: date) -> str:
    """Return what a reader is told of a convention on a day, from its dates once it is signed.

    Args:
        etat: the stored state.
        faits: what being in force depends on.
        le: the day, in the caisse's time zone.

    Returns:
        A key of ``LIBELLES``.

    Exigence: CONV-03 (S0 14, S1u 8.2)
    """
    if etat != SIGNEE:
        return etat
    commence = debut(faits)
    if commence is None or le < commence:
        return A_VENIR
    if est_en_vigueur(faits, le):
        return EN_VIGUEUR
    fin = fin_certaine(faits)
    if faits.nature == Nature.UTILISATION and (fin is None or le <= fin):
        return NON_COUVERTE
    return RESILIEE if fin in faits.resiliations else EXPIREE
