"""Reference data of this app."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from signalements.models import TexteConsentement
from signalements.rules.consentement import empreinte

_DONNEES: Final = Path(__file__).resolve().parent.parent / "donnees"
# A text that was shown is never rewritten: a change is a new file, with its own date.
_VERSIONS: Final = (("1", "consentement-1.txt", datetime(2026, 1, 1, tzinfo=UTC)),)


@transaction.atomic
def charger_textes() -> None:
    """Load the versions of the consent text; safe to run twice, a version once loaded never changes."""
    for version, fichier, en_vigueur_le in _VERSIONS:
        texte = (_DONNEES / fichier).read_text(encoding="utf-8")
        TexteConsentement.objects.get_or_create(
            version=version,
            defaults={"texte": texte, "empreinte": empreinte(texte), "en_vigueur_le": en_vigueur_le},
        )
