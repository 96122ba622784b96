"""Reference data of this app, loaded by ``charger_reference``."""

from signalements.models import TexteConsentement
from signalements.services.reference import charger_textes


def charger() -> list[str]:
    """Load the texts of consent; safe to run twice.

    Returns:
        What is there, a line each.
    """
    charger_textes()
    return [f"{TexteConsentement.objects.count()} texte de consentement"]
