"""Which ends a structure's last gestionnaire cannot meet, and who may bring an account back."""

from typing import Final

from habilitations.enums import MotifInactivation

ARTICLE_INACTIVATION: Final = "Convention d’utilisation, article 2.2.3"
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
# Closed by the caisse for security: the caisse alone opens again.
MOTIFS_DE_LA_CAISSE: Final = frozenset({MotifInactivation.SECURITE, MotifInactivation.EXCLUSION})


def laisse_sans_gestionnaire(autres_actifs: int, motif: str) -> bool:
    """Tell whether this inactivation of a gestionnaire is refused for want of another one.

    Args:
        autres_actifs: active gestionnaires of the structure, this one aside.
        motif: code of ``MotifInactivation``.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    return autres_actifs < 1 and motif not in SANS_ATTENDRE


def reactivable_par_la_structure(motif: str) -> bool:
    """Tell whether a gestionnaire of the structure may bring this technicien back; otherwise the caisse does.

    Args:
        motif: why it was inactivated, code of ``MotifInactivation``.

    Exigence: HAB-12, HAB-14 (S1u 2.2.3, 4.1)
    """
    return motif not in MOTIFS_DE_LA_CAISSE
