"""A document ready to be sent."""

from dataclasses import dataclass

from django.utils.text import slugify

from espace_partenaires.documents.rendu import rendre_pdf

_LONGUEUR_DU_NOM = 80


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF.

    Attributes:
        nom: name of the file, in ASCII, without its extension nor anything about a person.
        contenu: bytes of the PDF.
    """

    nom: str
    contenu: bytes


def dessiner(gabarit: str, contexte: dict[str, object], *, titre: str, nom: str) -> Document:
    """Draw a document of this app.

    Args:
        gabarit: template under ``conventions/pdf/``.
        contexte: what it shows.
        titre: title of the PDF.
        nom: words its file name is made from.
    """
    contenu = rendre_pdf(gabarit=f"conventions/pdf/{gabarit}", contexte=contexte, titre=titre)
    return Document(slugify(nom)[:_LONGUEUR_DU_NOM].rstrip("-"), contenu)
