"""Who may receive a document through the portal (DEM-12)."""

from typing import Final

from conventions.enums import Service
from signalements.enums import EtatDemande

ARTICLE_LIVRAISON: Final = "Convention d’utilisation, article 1.3"
# Where an answer may still be handed over.
ETATS: Final = frozenset(
    {EtatDemande.TRANSMISE.value, EtatDemande.COMPLETEE.value, EtatDemande.EN_INSTRUCTION.value}
)


def refus_de_livrer(*, nature: str, livrable: bool, habilite: bool) -> str:
    """Return why no file may leave by the portal for a demande, in a sentence; empty when it may.

    Args:
        nature: ``conventions.enums.Service``.
        livrable: the document asked for is one that the portal may deliver.
        habilite: this caisse delivers documents to this partenaire through the portal.

    Exigence: DEM-11, DEM-12, ORG-03 (S1u 1.2, 1.3, 5)
    """
    if nature != Service.DOCUMENT:
        return (
            "Aucun fichier de la caisse ne part par le portail sur cette demande : répondez par un message."
        )
    if not livrable:
        return "Ce document n’est pas de ceux que le portail remet : envoyez-le à l’adresse connue de la personne."
    if not habilite:
        return (
            "Ce partenaire n’est pas habilité à recevoir un document : envoyez-le à l’adresse connue de la "
            "personne."
        )
    return ""
