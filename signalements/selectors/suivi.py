"""What the partner reads of a demande's story, as far as the person agreed, and the last word of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from signalements.enums import Cote, NatureFait
from signalements.models import Demande, Message
from signalements.selectors.demandes import ElementDeFil, fil

# How it goes at the caisse is told with the person's agreement only (DEM-23); that it ended always shows.
FAITS_DE_LA_SUITE: Final = frozenset(
    {
        NatureFait.DEBUT_ACCOMPAGNEMENT.value,
        NatureFait.INSTRUCTION.value,
        NatureFait.ORIENTATION.value,
        NatureFait.RENDEZ_VOUS_TENU.value,
        NatureFait.RENDEZ_VOUS_MANQUE.value,
    }
)
_PAR_LE_PARTENAIRE: Final = frozenset(
    {
        NatureFait.TRANSMISSION.value,
        NatureFait.DEPOT.value,
        NatureFait.CORRECTION.value,
        NatureFait.ANNULATION.value,
        NatureFait.PREUVE_FOURNIE.value,
    }
)
# Either side may do these: who did it is not told rather than told wrong.
_DES_DEUX: Final = frozenset(
    {
        NatureFait.RETRAIT_CONSENTEMENT.value,
        NatureFait.RENDEZ_VOUS_CONFIRME.value,
        NatureFait.RENDEZ_VOUS_DECLINE.value,
        NatureFait.RENDEZ_VOUS_ANNULE.value,
        NatureFait.RENDEZ_VOUS_DEPLACE.value,
    }
)


@dataclass(frozen=True, slots=True)
class DernierEchange:
    """The last thing that was said or done.

    Attributes:
        quand: when.
        auteur_id: account, or ``None`` for the portal itself.
        cote: ``Cote``, or empty when the portal did it, or when either side may have.
    """

    quand: datetime
    auteur_id: int | None
    cote: str


def derniers_echanges(demandes: Iterable[Demande]) -> dict[int, DernierEchange]:
    """Return the last exchange of each demande, by primary key, in one query for all.

    Args:
        demandes: rows of the reader's scope, ``evenements`` prefetched.
    """
    lignes = list(demandes)
    messages = Message.objects.filter(demande__in=[demande.pk for demande in lignes])
    derniers = {
        message.demande_id: message for message in messages.order_by("demande", "-id").distinct("demande")
    }
    return {
        demande.pk: max(echanges, key=lambda echange: echange.quand)
        for demande in lignes
        if (echanges := [*_faits(demande), *_message(derniers.get(demande.pk))])
    }


def _faits(demande: Demande) -> list[DernierEchange]:
    return [
        DernierEchange(fait.survenu_le, fait.auteur_id, _cote(fait.nature, fait.auteur_id))
        for fait in demande.evenements.all()
        if demande.accord_suivi or fait.nature not in FAITS_DE_LA_SUITE
    ]


def _cote(nature: str, auteur_id: int | None) -> str:
    if auteur_id is None or nature in _DES_DEUX:
        return ""
    return Cote.PARTENAIRE.value if nature in _PAR_LE_PARTENAIRE else Cote.CAISSE.value


def _message(message: Message | None) -> list[DernierEchange]:
    return [DernierEchange(message.ecrit_le, message.auteur_id, message.cote)] if message else []


def histoire_de(acteur: Acteur, demande: Demande) -> list[ElementDeFil]:
    """Return the story of a demande as the partner may read it.

    Args:
        acteur: a technicien, in whose scope the demande is.
        demande: with ``caisse`` and ``partenaire`` loaded.

    Exigence: DEM-11, DEM-23 (S4 a5)
    """
    return [
        element
        for element in fil(acteur, demande)
        if demande.accord_suivi or element.nature not in FAITS_DE_LA_SUITE
    ]
