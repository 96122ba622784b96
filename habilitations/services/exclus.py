"""What an exclusion forbids to the other acts on accounts (HAB-12, S1u 4.1)."""

from espace_partenaires.exceptions import RegleMetierRefusee
from habilitations.rules.incidents import ARTICLE_ACCES
from habilitations.selectors_incidents import est_exclue


def exiger_non_exclue(partenaire_id: int, courriel: str) -> None:
    """Refuse to open another account to a person excluded in this structure.

    Args:
        partenaire_id: the structure.
        courriel: the address the account would be opened at.

    Raises:
        RegleMetierRefusee: ``exclue``.

    Exigence: HAB-12 (S1u 4.1)
    """
    if est_exclue(partenaire_id, courriel):
        raise RegleMetierRefusee(
            "exclue",
            "La personne qui a cette adresse est exclue de l’Espace Partenaires par décision de la direction de la caisse : "
            "aucun compte ne peut lui être ouvert tant que l’exclusion n’est pas levée. Adressez-vous à votre caisse.",
            ARTICLE_ACCES,
        )
