"""What no text between organisations may hold: the number of an assuré."""

from espace_partenaires.conservation.garde import ressemble_a_un_nir
from espace_partenaires.exceptions import RegleMetierRefusee


def refuser_un_nir(*textes: str) -> None:
    """Refuse texts of which one holds what looks like a NIR.

    Raises:
        RegleMetierRefusee: without repeating the number.

    Exigence: RGPD-05, ORG-05 (S1u 5)
    """
    if any(ressemble_a_un_nir(texte) for texte in textes):
        raise RegleMetierRefusee(
            "nir",
            "Ce texte contient ce qui ressemble à un numéro de sécurité sociale. Retirez-le : aucune donnée d’un "
            "assuré ne s’écrit ici.",
            "Convention d’utilisation, article 5",
        )
