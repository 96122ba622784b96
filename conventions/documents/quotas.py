"""The seats that the convention d'utilisation prints, by number of members (S1u 2.2.1).

The floor above counts them (``habilitations.rules.quotas``); a test holds the two tables equal.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tranche:
    """A range of members and the accounts it gives.

    Attributes:
        du: first number of members.
        au: last one; ``None``: no limit.
        gestionnaires: accounts of gestionnaires, at most.
        techniciens: accounts of techniciens, at most.
    """

    du: int
    au: int | None
    gestionnaires: int
    techniciens: int

    @property
    def libelle(self) -> str:
        """The range, in words."""
        return f"De {self.du} à {self.au} membres" if self.au else f"Plus de {self.du - 1} membres"


TRANCHES: Final = (Tranche(1, 10, 2, 5), Tranche(11, 25, 3, 15), Tranche(26, None, 5, 25))


def tranche_de(effectif: int) -> Tranche:
    """Return the range of a number of members, at least 1.

    Raises:
        ValueError: below 1.

    Exigence: HAB-03, CONV-12 (S1u 2.2.1)
    """
    if effectif < 1:
        raise ValueError("A partenaire declares at least one member.")
    return next(tranche for tranche in TRANCHES if tranche.au is None or effectif <= tranche.au)
