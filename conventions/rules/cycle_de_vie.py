"""The life of a convention, as one table of data: steps of the paper, facts while in force, ways to end.

Being in force is read from dates (``rules.vigueur``), never from here.
"""

from datetime import date
from typing import Final

from conventions.enums import EtatConvention, Nature
from conventions.rules.vigueur import FaitsConvention, debut, est_en_vigueur, fin_certaine
from espace_partenaires.transitions import Transition, arrivee

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


_GESTIONNAIRE: Final = "gestionnaire_conventions"
_DATES: Final = "dates"
# Texts that allow the act; the convention's own article is written with each fact.
_EFFET: Final = "Convention d’utilisation, article 8.1 ; convention locale, articles 9.1 et 14.1"
_TERME: Final = "Convention locale, articles 9.2 et 14.1 ; convention cadre, article 6.2"
_MISE_EN_DEMEURE: Final = "Convention locale, articles 9.4 et 14.4.2 ; convention cadre, article 6.4 ; convention d’utilisation, article 8.2"
_UNILATERALE: Final = "Convention locale CPAM–CAF, article 14.4.1 ; CPAM–CPTS, article 7"
_FORCE_MAJEURE: Final = "Convention locale CPAM–CAF, article 16"
_CADUCITE: Final = "Convention locale CPAM–CAF, article 14.2"
_AVENANT: Final = "Convention d’utilisation, article 8.3 ; convention locale, articles 9.3 et 14.3"
_METIER: Final = "Convention d’utilisation, article 8.2"
# What no text rules: giving up a draft.
REGLE_DU_PORTAIL: Final = "Règle du portail"


def _pas(depart: str | tuple[str, ...], action: str, arrivee: str, qui: str, article: str) -> Transition:
    return Transition(
        frozenset({depart} if isinstance(depart, str) else depart), action, arrivee, qui, article
    )


_VIVANTE: Final = (EN_VIGUEUR, NON_COUVERTE)

# Up to SIGNEE the state is stored; from there it is read from dates, and an act is a dated fact that moves them.
TRANSITIONS: Final = (
    _pas(BROUILLON, "mettre_en_signature", EN_SIGNATURE, _GESTIONNAIRE, _EFFET),
    _pas(EN_SIGNATURE, "signer", SIGNEE, _GESTIONNAIRE, _EFFET),
    _pas((BROUILLON, EN_SIGNATURE), "abandonner", ABANDONNEE, _GESTIONNAIRE, REGLE_DU_PORTAIL),
    _pas(SIGNEE, "attendre_sa_date", A_VENIR, _DATES, _EFFET),
    _pas((SIGNEE, A_VENIR, NON_COUVERTE), "entrer_en_vigueur", EN_VIGUEUR, _DATES, _EFFET),
    _pas(
        (SIGNEE, EN_VIGUEUR),
        "perdre_sa_couverture",
        NON_COUVERTE,
        _DATES,
        "Convention d’utilisation, article 8.1",
    ),
    _pas(EN_VIGUEUR, "mettre_en_demeure", EN_VIGUEUR, _GESTIONNAIRE, _MISE_EN_DEMEURE),
    _pas(EN_VIGUEUR, "reparer", EN_VIGUEUR, _GESTIONNAIRE, _MISE_EN_DEMEURE),
    _pas(EN_VIGUEUR, "suspendre", EN_VIGUEUR, _GESTIONNAIRE, _FORCE_MAJEURE),
    _pas(EN_VIGUEUR, "reprendre", EN_VIGUEUR, _GESTIONNAIRE, _FORCE_MAJEURE),
    _pas(EN_VIGUEUR, "declarer_caducite", EN_VIGUEUR, _GESTIONNAIRE, _CADUCITE),
    _pas(EN_VIGUEUR, "amender", EN_VIGUEUR, _GESTIONNAIRE, _AVENANT),
    _pas(EN_VIGUEUR, "reconduire_tacitement", EN_VIGUEUR, _DATES, _TERME),
    _pas(EN_VIGUEUR, "renouveler", EN_VIGUEUR, _GESTIONNAIRE, _TERME),
    _pas(EN_VIGUEUR, "refuser_la_reconduction", EN_VIGUEUR, _GESTIONNAIRE, _TERME),
    _pas(_VIVANTE, "expirer", EXPIREE, _DATES, _TERME),
    _pas(_VIVANTE, "resilier_par_accord", RESILIEE, _GESTIONNAIRE, "Code civil, article 1193"),
    _pas(_VIVANTE, "resilier_pour_manquement", RESILIEE, _GESTIONNAIRE, _MISE_EN_DEMEURE),
    _pas(_VIVANTE, "resilier_unilateralement", RESILIEE, _GESTIONNAIRE, _UNILATERALE),
    _pas(_VIVANTE, "resilier_pour_force_majeure", RESILIEE, _GESTIONNAIRE, _FORCE_MAJEURE),
    _pas(_VIVANTE, "tomber_avec_sa_metier", RESILIEE, _DATES, _METIER),
)


def etat_apres(etat: str, action: str) -> str | None:
    """Return where an act leads, or ``None`` when it is not possible from there.

    Args:
        etat: the stored state until all have signed, then what ``situation`` reads.
        action: code of the act.

    Exigence: CONV-03 (S0 14, S1u 8.2)
    """
    return arrivee(TRANSITIONS, etat, action)


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
    return RESILIEE if fin is not None and _est_resiliee(faits, fin) else EXPIREE


def _est_resiliee(faits: FaitsConvention, fin: date) -> bool:
    """Tell whether a résiliation gave this last day: its own, or that of the métier convention it leans on."""
    return fin in faits.resiliations or (faits.parente is not None and _est_resiliee(faits.parente, fin))
