"""What components compute before they are drawn: kinds of states, seats, widths of the ribbon. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PARTS: Final = 20
SIEGES_DESSINES: Final = 60


@dataclass(frozen=True, slots=True)
class Etat:
    """A kind of state: its class and its shape, never colour alone."""

    genre: str
    forme: str


_ETATS: Final = {
    "retard": Etat("retard", "▲"),
    "bientot": Etat("bientot", "◐"),
    "fait": Etat("fait", "✓"),
    "vous": Etat("vous", "◆"),
    "neutre": Etat("neutre", "●"),
    "attente": Etat("neutre", "○"),
}
_DES_MESSAGES: Final = {"success": "fait", "warning": "bientot", "error": "retard"}
_BOUTONS: Final = {
    "principal": "bouton",
    "secondaire": "bouton bouton-secondaire",
    "discret": "bouton bouton-discret",
    "danger": "bouton bouton-danger",
    "lien-danger": "lien-danger",
}


def etat(genre: str) -> Etat:
    """Return the class and the shape of a kind of state; the levels of Django's messages are known too.

    Raises:
        KeyError: for a kind that does not exist, so that a slip shows at once.
    """
    return _ETATS[_DES_MESSAGES.get(genre, "neutre" if genre in {"info", "debug"} else genre)]


def classe_bouton(variante: str) -> str:
    """Return the classes of a button.

    Raises:
        KeyError: for a variant that does not exist.
    """
    return _BOUTONS[variante]


@dataclass(frozen=True, slots=True)
class Jauge:
    """Seats to draw: the kind of each one, or a bar when they are too many to count by eye."""

    sieges: tuple[str, ...]
    utilises: int
    reserves: int
    libres: int
    maximum: int
    en_trop: int

    @property
    def occupes(self) -> int:
        """Seats that nobody else can take: used and reserved."""
        return self.utilises + self.reserves


def jauge(utilises: int, reserves: int, maximum: int) -> Jauge:
    """Lay out the seats: used, then reserved, then free; those above the maximum are shown as such."""
    en_trop = max(0, utilises + reserves - maximum)
    libres = max(0, maximum - utilises - reserves)
    sieges = ["utilise"] * utilises + ["reserve"] * reserves + ["libre"] * libres
    if en_trop:
        sieges[-en_trop:] = ["depasse"] * en_trop
    dessines = tuple(sieges) if len(sieges) <= SIEGES_DESSINES else ()
    return Jauge(dessines, utilises, reserves, libres, maximum, en_trop)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the clock.

    Attributes:
        genre: neutre (the caisse's time), vous (the partner's), retard, fait, futur (not begun).
        libelle: who has the ball.
        precision: since when, or how long.
        poids: its share, in any unit (hours, days); only proportions count.
    """

    genre: str
    libelle: str
    precision: str = ""
    poids: float = 1.0


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """A segment and its width, in twentieths of the ribbon."""

    segment: Segment
    parts: int

    @property
    def forme(self) -> str:
        """The shape of the segment's kind."""
        return etat("attente" if self.segment.genre == "futur" else self.segment.genre).forme


def repartir(segments: Sequence[Segment]) -> list[SegmentPlace]:
    """Give each segment its width in twentieths, at least one so that none disappears."""
    total = sum(max(0.0, segment.poids) for segment in segments) or 1.0
    return [
        SegmentPlace(segment, max(1, min(PARTS, round(PARTS * max(0.0, segment.poids) / total))))
        for segment in segments
    ]
