"""The row that each kind of demande has beside it: what its own pages asked."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from conventions.enums import Service
from signalements.models import (
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsMas,
    DetailsRendezVous,
)
from signalements.rules.depot import SaisieDemande
from signalements.rules.mas import SaisieMas

_MODELES: Final[dict[str, Any]] = {
    Service.SIGNALEMENT: DetailsMas,
    Service.ETUDE: DetailsEtude,
    Service.CONTACT: DetailsContact,
    Service.DOCUMENT: DetailsDocument,
    Service.RENDEZ_VOUS: DetailsRendezVous,
}


def details_de(demande: Demande, lue: SaisieDemande, maintenant: datetime) -> dict[str, object]:
    """Return the columns of the details of a demande.

    Args:
        demande: the draft, with ``caisse`` loaded.
        lue: what was typed, for a demande that is no signalement.
        maintenant: moment of the transmission (aware).
    """
    if demande.nature == Service.SIGNALEMENT:
        return _details_mas(demande, maintenant)
    details: dict[str, object] = {"precisions": lue.precisions}
    if demande.nature == Service.ETUDE:
        details |= {
            "urgence_certifiee_le": maintenant if lue.urgence else None,
            "fragilites": list(lue.fragilites),
        }
    if demande.nature == Service.RENDEZ_VOUS:
        details |= {
            "situation": lue.situation,
            "modes": list(lue.modes),
            "demi_journees": list(lue.demi_journees),
            "besoins": list(lue.besoins),
        }
    return details


def _details_mas(demande: Demande, maintenant: datetime) -> dict[str, object]:
    saisie = SaisieMas.lire(demande.saisie)
    aujourdhui = maintenant.astimezone(ZoneInfo(demande.caisse.fuseau)).date()
    return {
        "date_saisine": saisie.date_saisine or aujourdhui,
        "cadres": list(saisie.cadres),
        "actions_engagees": list(saisie.actions_engagees),
        "soins": list(saisie.soins),
        "anciennete": saisie.anciennete,
        "causes": list(saisie.causes),
    }


def creer_details(demande: Demande, details: dict[str, object]) -> None:
    """Create the row of details of a demande just transmitted."""
    _MODELES[demande.nature].objects.create(demande=demande, **details)
