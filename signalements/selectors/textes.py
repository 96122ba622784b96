"""The consent text in force, and how a screen or a PDF reads it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.models import TexteConsentement


@dataclass(frozen=True, slots=True)
class Section:
    """One titled part of the text."""

    titre: str
    paragraphes: tuple[str, ...]


def texte_de_consentement(maintenant: datetime | None = None) -> TexteConsentement:
    """Return the text in force at this moment (DEM-06).

    Args:
        maintenant: the moment (aware).

    Raises:
        RegleMetierRefusee: ``texte_absent`` when the reference data was never loaded.
    """
    textes = TexteConsentement.objects.filter(en_vigueur_le__lte=maintenant or timezone.now())
    texte = textes.order_by("-en_vigueur_le").first()
    if texte is None:
        raise RegleMetierRefusee(
            "texte_absent", "Le texte d’information n’est pas chargé. Prévenez votre caisse."
        )
    return texte


def sections(texte: str) -> tuple[Section, ...]:
    """Cut a text into its parts: ``#`` opens one, an empty line ends a paragraph.

    The last part is the agreement itself; the others inform.
    """
    parties: list[Section] = []
    for bloc in (bloc.strip() for bloc in texte.split("\n\n")):
        if bloc.startswith("#"):
            parties.append(Section(bloc.lstrip("# "), ()))
        elif bloc:
            courante = parties.pop() if parties else Section("", ())
            parties.append(Section(courante.titre, (*courante.paragraphes, bloc)))
    return tuple(parties)
