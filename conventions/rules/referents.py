"""Who answers for a party, and when: at least one référent each, dated, never erased (CONV-08). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Mandat:
    """The time one person is the référent of a party.

    Attributes:
        partie: key of the party.
        du: first day.
        au: last day, included; ``None`` while it lasts.
    """

    partie: int
    du: date
    au: date | None = None

    def court(self, le: date) -> bool:
        """Tell whether the person is référent on a day: first and last days count.

        Exigence: CONV-08 (S0 3, S1m 4)
        """
        return self.du <= le and (self.au is None or le <= self.au)


def parties_sans_referent(parties: Iterable[int], mandats: Iterable[Mandat], le: date) -> list[int]:
    """Return the parties that have no référent on a day, in the order given.

    A référent announced for later does not count: until then nobody answers for the party.

    Args:
        parties: keys of the parties of a convention.
        mandats: its référents, past ones included.
        le: the day.

    Exigence: CONV-08 (S0 3, S1m 4, S3 3, 10)
    """
    pourvues = {mandat.partie for mandat in mandats if mandat.court(le)}
    return [partie for partie in parties if partie not in pourvues]


def fin_du_remplace(du: date, successeur_du: date) -> date | None:
    """Return the last day of a référent whose successor starts on a day; ``None`` when that day is too early.

    The eve; or that same day when both are dated alike, since nobody's time may end before it began.

    Args:
        du: first day of the référent who leaves.
        successeur_du: first day of the successor.

    Exigence: CONV-08 (S3 3)
    """
    if successeur_du < du:
        return None
    return max(du, successeur_du - timedelta(days=1))


def fin_possible(mandat: Mandat, dernier_jour: date) -> bool:
    """Tell whether a last day may be given: not before the first, nor after one given already.

    Exigence: CONV-08 (S3 3)
    """
    return mandat.du <= dernier_jour and (mandat.au is None or dernier_jour < mandat.au)
