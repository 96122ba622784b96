"""Reference data of this app, loaded by ``charger_reference``."""

from signalements.models import Motif, TexteConsentement
from signalements.services.reference import charger_motifs, charger_textes


def charger() -> list[str]:
    """Load the texts of consent and the motifs; safe to run twice.

    Returns:
        What is there, a line each.
    """
    charger_textes()
    charger_motifs()
    return [
        f"{TexteConsentement.objects.count()} texte de consentement",
        f"{Motif.objects.count()} motifs de demande",
    ]
