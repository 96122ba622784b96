"""What a PDF may load while it is drawn: our own static files, and nothing else."""

from mimetypes import guess_type
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

# Never resolved: it only makes addresses of static files absolute.
ORIGINE: Final = "http://documents.invalid"


class RessourceRefusee(ValueError):
    """A document asks for something else than a static file: it is not drawn at all."""


def charger(url: str) -> URLFetcherResponse:
    """Return a static file to WeasyPrint; refuse the network, the disk at large and data in the address.

    A document in which somebody else's text could load an address would reveal who reads it, or read our
    files. A refusal stops the drawing: WeasyPrint would leave the rest out in silence.

    Raises:
        FatalURLFetchingError: for any other address, and for a static file that does not exist.
    """
    try:
        chemin = _fichier_statique(url)
    except (RessourceRefusee, SuspiciousFileOperation) as erreur:
        raise FatalURLFetchingError(str(erreur)) from erreur
    genre, _ = guess_type(chemin.name)
    return URLFetcherResponse(url, chemin.read_bytes(), {"Content-Type": genre or "application/octet-stream"})


def _fichier_statique(url: str) -> Path:
    adresse = urlsplit(url)
    prefixe = settings.STATIC_URL
    if f"{adresse.scheme}://{adresse.netloc}" != ORIGINE or not adresse.path.startswith(prefixe):
        raise RessourceRefusee("Un document ne charge que des fichiers statiques du portail.")
    chemin = _chemin(unquote(adresse.path.removeprefix(prefixe)))
    if chemin is None:
        raise RessourceRefusee("Ce fichier statique n’existe pas.")
    return chemin


def _chemin(nom: str) -> Path | None:
    """Find a static file: collected (production), or in the sources (development, tests)."""
    trouve = finders.find(nom)
    if isinstance(trouve, str):
        return Path(trouve)
    if staticfiles_storage.exists(nom):
        return Path(staticfiles_storage.path(nom))
    return None
