"""Answering with a document."""

import re
from typing import Final

from django.http import HttpResponse
from django.utils.text import slugify

_EXTENSION: Final = re.compile(r"\.pdf$", re.IGNORECASE)


def reponse_pdf(contenu: bytes, nom: str) -> HttpResponse:
    """Answer with a PDF that the browser saves and that no cache keeps.

    Args:
        contenu: the content of the PDF.
        nom: the name of the file, without data of a person (e.g. ``"recepisse-2026-691-K4T8QX"``).

    Exigence: DOC-04
    """
    reponse = HttpResponse(contenu, content_type="application/pdf")
    nom_sur = slugify(_EXTENSION.sub("", nom)) or "document"
    reponse["Content-Disposition"] = f'attachment; filename="{nom_sur}.pdf"'
    reponse["Cache-Control"] = "no-store, private"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Length"] = str(len(contenu))
    return reponse
