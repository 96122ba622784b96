"""Which ends a structure's last gestionnaire cannot meet, and who may bring an account back."""

from typing import Final
from uuid import UUID

from espace_partenaires.comptes.enums import Profil
from habilitations.enums import MotifInactivation

ARTICLE_INACTIVATION: Final = "Convention d’utilisation, article 2.2.3"
ARTICLE_MODIFICATION: Final = "Convention d’utilisation, article 2.2.2"
ARTICLE_SECURITE: Final = "Convention d’utilisation, article 4.1"
# What cannot wait for a successor: the trigger of the database lets the same ones through (a test compares them).
SANS_ATTENDRE: Final = frozenset(
    {MotifInactivation.SECURITE, MotifInactivation.EXCLUSION, MotifInactivation.FIN_DES_CONVENTIONS}
)
# What a gestionnaire may say of a technicien (HAB-11).
MOTIFS_DU_GESTIONNAIRE: Final = (
    MotifInactivation.DEPART,
    MotifInactivation.AUTRE_DOMAINE,
    MotifInactivation.AUTRE,
)
# The password dies with the account, and every caisse of the partenaire is told.
MOTIFS_DE_SECURITE: Final = frozenset({MotifInactivation.SECURITE, MotifInactivation.EXCLUSION})


# How a reason is said to whoever is told: what happened to the account, without a judgement on the person.
MOTIFS_EN_MOTS: Final[dict[str, str]] = {
    MotifInactivation.DEPART.value: "départ de la structure",
    MotifInactivation.AUTRE_DOMAINE.value: "exercice dans un autre domaine",
    MotifInactivation.AUTRE.value: "autre raison",
    MotifInactivation.FIN_DES_CONVENTIONS.value: "fin de toutes les conventions",
    MotifInactivation.SECURITE.value: "mesure de sécurité",
    MotifInactivation.EXCLUSION.value: "décision de la direction de la caisse",
    MotifInactivation.RETRAIT_EN_REVUE.value: "retrait lors d’une revue d’habilitation",
    MotifInactivation.REVUE_SANS_REPONSE.value: "revue d’habilitation restée sans réponse",
}


def motifs_proposes(profil: str) -> tuple[MotifInactivation, ...]:
    """Return the reasons whoever manages an account may give; security is its own act for a gestionnaire's.

    Args:
        profil: profile of the account.

    Exigence: HAB-11, HAB-12 (S1u 2.2.3, 4.1)
    """
    if profil == Profil.TECHNICIEN:
        return (*MOTIFS_DU_GESTIONNAIRE, MotifInactivation.SECURITE)
    return MOTIFS_DU_GESTIONNAIRE


def laisse_sans_gestionnaire(autres_actifs: int, motif: str) -> bool:
    """Tell whether this inactivation of a gestionnaire is refused for want of another one.

    Args:
        autres_actifs: active gestionnaires of the structure, this one aside.
        motif: code of ``MotifInactivation``.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    return autres_actifs < 1 and motif not in SANS_ATTENDRE


def reactivable_par_la_structure(motif: str, *, par_la_caisse: bool = True) -> bool:
    """Tell whether a gestionnaire of the structure may bring this technicien back; otherwise the caisse does.

    What a caisse closed for security, the caisse alone opens again; what the structure closed by itself, it opens.

    Args:
        motif: why it was inactivated, code of ``MotifInactivation``.
        par_la_caisse: whether a caisse closed it, and not an account of the structure.

    Exigence: HAB-12, HAB-14 (S1u 2.2.3, 4.1)
    """
    if motif == MotifInactivation.EXCLUSION:
        return False
    return motif != MotifInactivation.SECURITE or not par_la_caisse


def numero_de_preuve(cle: UUID) -> str:
    """Return the short number of a dated fact, printed on its proof and in mails: « 3F2A-91C4-07BE ».

    Args:
        cle: the public key of the fact.

    Exigence: HAB-12 (S1u 4.1)
    """
    signes = cle.hex[:12].upper()
    return f"{signes[:4]}-{signes[4:8]}-{signes[8:]}"
