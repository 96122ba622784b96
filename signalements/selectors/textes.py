"""The consent text in force, and how a screen or a PDF reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.models import TexteConsentement


@dataclass(frozen=True, slots=True)
class Section:
    """One titled part of the text."""

    titre: str
    paragraphes: tuple[str, ...]


# Versions of the text read for a demande that is no signalement: another service of the caisse answers it.
PREFIXE_DES_DEMANDES: Final = "demandes-"


def texte_de_consentement(
    maintenant: datetime | None = None, nature: str = Service.SIGNALEMENT
) -> TexteConsentement:
    """Return the text in force at this moment, for this kind of demande (DEM-06, S0 9).

    Args:
        maintenant: the moment (aware).
        nature: ``conventions.enums.Service``.

    Raises:
        RegleMetierRefusee: ``texte_absent`` when the reference data was never loaded.
    """
    textes = TexteConsentement.objects.filter(en_vigueur_le__lte=maintenant or timezone.now())
    propre = Q(version__startswith=PREFIXE_DES_DEMANDES)
    textes = textes.filter(~propre if nature == Service.SIGNALEMENT else propre)
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
