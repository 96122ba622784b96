"""Where a demande for a meeting is, by the last fact of its meeting, in each reader's words (DEM-13)."""

from collections.abc import Iterable
from typing import Final

from signalements.enums import NatureFait
from signalements.rules.faits import Fait, cle_d_ordre

_PROPOSEE: Final = (
    ("neutre", "Rendez-vous proposé"),
    ("neutre", "Rendez-vous proposé, réponse attendue"),
)
# Where the demande is by the last fact of its meeting: (what the partner reads, what the agent reads), badge first.
_SUITES: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    NatureFait.RENDEZ_VOUS_PROPOSE.value: _PROPOSEE,
    NatureFait.RENDEZ_VOUS_DEPLACE.value: _PROPOSEE,
    NatureFait.RENDEZ_VOUS_CONFIRME.value: (
        ("fait", "Rendez-vous confirmé"),
        ("neutre", "Rendez-vous confirmé"),
    ),
    NatureFait.RENDEZ_VOUS_DECLINE.value: (
        ("attente", "Autre date demandée à la caisse"),
        ("vous", "Autre date à proposer"),
    ),
    NatureFait.RENDEZ_VOUS_ANNULE.value: (
        ("neutre", "Rendez-vous annulé, demande ouverte"),
        ("vous", "Rendez-vous annulé, suite à donner"),
    ),
    NatureFait.RENDEZ_VOUS_TENU.value: (
        ("neutre", "Le rendez-vous a eu lieu"),
        ("vous", "Rendez-vous tenu, à terminer"),
    ),
    NatureFait.RENDEZ_VOUS_MANQUE.value: (
        ("neutre", "Personne absente au rendez-vous"),
        ("vous", "Personne absente, suite à donner"),
    ),
}


def derniere_etape(faits: Iterable[Fait]) -> str:
    """Return the last fact about the meeting of a demande, empty before any.

    Args:
        faits: of the demande, those its reader may know, in any order.

    Exigence: DEM-13 (S1u 1.2)
    """
    natures = (str(fait.nature) for fait in sorted(faits, key=cle_d_ordre, reverse=True))
    return next((nature for nature in natures if nature in _SUITES), "")


def suite_du_rendez_vous(etape: str, *, pour_un_agent: bool) -> tuple[str, str] | None:
    """Return the badge and the words of where a demande is by its meeting, ``None`` before any.

    Args:
        etape: from ``derniere_etape``.
        pour_un_agent: else the partner reads.

    Exigence: DEM-13, UX-01 (S1u 1.2)
    """
    suite = _SUITES.get(etape)
    return None if suite is None else suite[1 if pour_un_agent else 0]
