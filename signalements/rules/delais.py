"""The legal delays of demandes: how long, from when, until what, on which text."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from signalements.rules.cycle_de_vie import ETUDE, MAS, RENDEZ_VOUS, SIMPLE
from signalements.rules.faits import NatureFait


class Regle(StrEnum):
    """The clocks, by the code of their line in the table of delays."""

    MAS_48H = "MAS_48H"
    URGENT_14J = "URGENT_14J"
    DOSSIER_30J = "DOSSIER_30J"
    # Contact, document, rendez-vous: the sources give none, thirty days were decided (D). A rendez-vous is
    # answered by a date: the meeting itself may be later.
    DEMANDE_30J = "DEMANDE_30J"
    RENDEZ_VOUS_30J = "RENDEZ_VOUS_30J"


@dataclass(frozen=True, slots=True)
class Delai:
    """How long a clock runs, what stops it, and the text it rests on.

    Attributes:
        duree: elapsed time (MAS) or whole calendar days.
        en_jours: counted in calendar days of the caisse, the day of reception left out.
        arrets: the facts that meet the deadline.
        article: reference of the text.
        libelle: the delay in words.
        attente: what the caisse does meanwhile, in words.
        complet: runs for good only once the dossier was found complete and receivable.
        ensuite: what the caisse does once the deadline is met and the demande goes on, in words.
    """

    duree: timedelta
    en_jours: bool
    arrets: frozenset[NatureFait]
    article: str
    libelle: str
    attente: str
    complet: bool = False
    ensuite: str = ""


_DOSSIER: Final = "La caisse étudie le dossier"
DELAIS: Final[dict[Regle, Delai]] = {
    Regle.MAS_48H: Delai(
        timedelta(hours=48),
        False,
        frozenset({NatureFait.PRISE_EN_CHARGE, NatureFait.CLOTURE}),
        "Convention CPAM–CPTS, annexe 3",
        "48\N{NO-BREAK SPACE}heures à partir de la transmission",
        "La caisse prend la situation en charge",
        ensuite="La caisse accompagne la personne",
    ),
    Regle.URGENT_14J: Delai(
        timedelta(days=14),
        True,
        frozenset({NatureFait.CLOTURE}),
        "Convention CPAM–CPTS, annexe 2, §\N{NO-BREAK SPACE}4.1",
        "14\N{NO-BREAK SPACE}jours à partir d’un dossier complet et recevable",
        _DOSSIER,
        complet=True,
    ),
    Regle.DOSSIER_30J: Delai(
        timedelta(days=30),
        True,
        frozenset({NatureFait.CLOTURE}),
        "Convention CPAM–CPTS, annexe 2, §\N{NO-BREAK SPACE}4.2",
        "30\N{NO-BREAK SPACE}jours à partir d’un dossier complet et recevable",
        _DOSSIER,
        complet=True,
    ),
    Regle.DEMANDE_30J: Delai(
        timedelta(days=30),
        True,
        frozenset({NatureFait.CLOTURE}),
        "Règle du portail",
        "30\N{NO-BREAK SPACE}jours à partir de la transmission",
        "La caisse traite la demande",
    ),
    Regle.RENDEZ_VOUS_30J: Delai(
        timedelta(days=30),
        True,
        frozenset({NatureFait.RENDEZ_VOUS_PROPOSE, NatureFait.RENDEZ_VOUS_CONFIRME, NatureFait.CLOTURE}),
        "Règle du portail",
        "30\N{NO-BREAK SPACE}jours à partir de la transmission, pour proposer un rendez-vous",
        "La caisse cherche un rendez-vous",
        ensuite="Un rendez-vous est fixé",
    ),
}
_PAR_SERVICE: Final[dict[str, Regle]] = {
    "signalement": Regle.MAS_48H,
    "etude": Regle.DOSSIER_30J,
    "contact": Regle.DEMANDE_30J,
    "document": Regle.DEMANDE_30J,
    "rendez_vous": Regle.RENDEZ_VOUS_30J,
}
# The only clocks that an agent may change for one another (DEM-26).
REGLES_D_UN_DOSSIER: Final = frozenset({Regle.URGENT_14J, Regle.DOSSIER_30J})
_VIES: Final = {
    Regle.MAS_48H: MAS,
    Regle.URGENT_14J: ETUDE,
    Regle.DOSSIER_30J: ETUDE,
    Regle.DEMANDE_30J: SIMPLE,
    Regle.RENDEZ_VOUS_30J: RENDEZ_VOUS,
}
_FIN_DU_JOUR: Final = time(23, 59, 59)


def echeance(regle: Regle, debut: datetime, fuseau: ZoneInfo) -> datetime:
    """Return when an answer is due.

    Elapsed hours are added in UTC, so that a change of hour neither gives nor takes one. Calendar days leave
    out the day of reception and end at 23:59:59 of the last one, where the caisse is.

    Args:
        regle: which clock.
        debut: reception (aware).
        fuseau: the caisse's time zone.

    Raises:
        ValueError: ``debut`` has no time zone.

    Exigence: DEM-09 (S4 2.2, a2, a3)
    """
    if debut.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    delai = DELAIS[regle]
    if delai.en_jours:
        dernier_jour = debut.astimezone(fuseau).date() + delai.duree
        return datetime.combine(dernier_jour, _FIN_DU_JOUR, tzinfo=fuseau)
    return (debut.astimezone(UTC) + delai.duree).astimezone(fuseau)


def regle_de(nature: str, *, urgente: bool = False) -> Regle:
    """Return the clock that a kind of demande starts under.

    Args:
        nature: ``conventions.enums.Service``.
        urgente: the author certified that the situation would worsen without quick handling (étude only).

    Exigence: DEM-08, DEM-09 (S4 2.2, a2, a3)
    """
    regle = _PAR_SERVICE[nature]
    return Regle.URGENT_14J if urgente and regle is Regle.DOSSIER_30J else regle


def vie_de_la_regle(regle: Regle) -> str:
    """Return the life that a demande under this clock follows (``rules.cycle_de_vie.VIES``).

    Args:
        regle: its clock.

    Exigence: DEM-09, DEM-10 (S4 a2, a3)
    """
    return _VIES[regle]


def est_depassee(regle: Regle, due: datetime, instant: datetime) -> bool:
    """Tell whether a deadline is past at a moment.

    Args:
        regle: the clock.
        due: its deadline.
        instant: moment of the reading (aware).

    Exigence: DEM-09, DEM-19
    """
    ecart = due.astimezone(UTC) - instant.astimezone(UTC)
    # A calendar day lasts until midnight: its last second is not late.
    return ecart <= -timedelta(seconds=1) if DELAIS[regle].en_jours else ecart < timedelta(0)
