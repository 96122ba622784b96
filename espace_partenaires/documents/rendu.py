"""Drawing PDFs: accessible (tagged, PDF/UA-1), in French, from templates, without network."""

from collections.abc import Mapping
from typing import Final

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from espace_partenaires.documents.ressources import ORIGINE, RessourceRefusee, charger

VARIANTE: Final = "pdf/ua-1"


def rendre_pdf(*, gabarit: str, contexte: Mapping[str, object], titre: str) -> bytes:
    """Draw a template as a tagged PDF.

    Args:
        gabarit: path of a template that extends ``base_pdf.html``; it finds ``titre`` in its context.
        contexte: what the template shows.
        titre: the title of the document, shown by PDF readers in the place of the file's name; in French,
            without data of a person.

    Returns:
        The content of the PDF.

    Raises:
        RessourceRefusee: when the template loads anything but a static file of the portal.

    Exigence: UX-02, CONV-12
    """
    html = render_to_string(gabarit, {**contexte, "titre": titre})
    try:
        document = HTML(string=html, base_url=f"{ORIGINE}/", url_fetcher=charger).render(pdf_variant=VARIANTE)
        document.metadata.title = titre
        document.metadata.lang = "fr"
        contenu: bytes = document.write_pdf(pdf_variant=VARIANTE)
    except FatalURLFetchingError as erreur:
        # WeasyPrint's own error is no ``Exception``: it would take the whole worker down.
        raise RessourceRefusee(str(erreur)) from erreur
    return contenu
