"""PDFs of a signalement. File names carry the reference or « formulaire », never a name (RGPD-02)."""

from dataclasses import dataclass
from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF ready to be sent.

    Attributes:
        nom: file name, ASCII, without anything about a person.
        contenu: bytes of the PDF.
    """

    nom: str
    contenu: bytes


def formulaire_de_consentement(*, acteur: Acteur, demande: Demande, maintenant: datetime | None = None) -> Document:
    """Make the consent form of a draft, prefilled, to be signed by the person (DEM-06)."""
    raise NotImplementedError


def lettre_de_confirmation(*, acteur: Acteur, demande: Demande, maintenant: datetime | None = None) -> Document:
    """Make the letter that confirms to the person what was said aloud (remote detection).

    Raises:
        RegleMetierRefusee: ``lettre_sans_objet`` when the consent was not given at a distance, or in a draft.
    """
    raise NotImplementedError


def recepisse(*, acteur: Acteur, demande: Demande, maintenant: datetime | None = None) -> Document:
    """Make the receipt of a transmitted demande: reference, moment, deadline; nothing about the person.

    Raises:
        RegleMetierRefusee: ``non_transmise``.
    """
    raise NotImplementedError
