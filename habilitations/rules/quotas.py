"""How many accounts a partenaire may have."""

from dataclasses import dataclass
from typing import Final

from espace_partenaires.comptes.enums import Profil

ARTICLE_QUOTAS: Final = "Convention d’utilisation, article 2.2.1"


@dataclass(frozen=True, slots=True)
class Quotas:
    """The seats that a number of members gives.

    Attributes:
        gestionnaires: seats of gestionnaires.
        techniciens: seats of techniciens.
    """

    gestionnaires: int
    techniciens: int


AUCUNE_PLACE: Final = Quotas(0, 0)
# (members up to, seats); ``None``: no limit.
PALIERS: Final[tuple[tuple[int | None, Quotas], ...]] = (
    (10, Quotas(2, 5)),
    (25, Quotas(3, 15)),
    (None, Quotas(5, 25)),
)


@dataclass(frozen=True, slots=True)
class Places:
    """The seats of one profile in one partenaire.

    Attributes:
        profil: gestionnaire or technicien.
        utilisees: active accounts.
        reservees: invitations that still live.
        maximum: what the convention d'utilisation allows.
    """

    profil: str
    utilisees: int
    reservees: int
    maximum: int

    @property
    def occupees(self) -> int:
        """Return the seats that nobody else can take."""
        return self.utilisees + self.reservees

    @property
    def libres(self) -> int:
        """Return the seats left; none while the number of members has fallen below what is used."""
        return max(0, self.maximum - self.occupees)

    @property
    def en_trop(self) -> int:
        """Return the accounts above the maximum: nobody is deleted, nobody is added."""
        return max(0, self.occupees - self.maximum)


def quotas(membres: int | None) -> Quotas:
    """Return the seats given by a number of members; none without a convention d'utilisation in force.

    Args:
        membres: members declared, or ``None`` when no convention d'utilisation is in force.

    Exigence: HAB-03 (S1u 2.2.1)
    """
    if membres is None or membres < 1:
        return AUCUNE_PLACE
    return next(
        places_du_palier for limite, places_du_palier in PALIERS if limite is None or membres <= limite
    )


def quota(profil: str, membres: int | None) -> int:
    """Return the seats of one profile.

    Args:
        profil: ``Profil``; only the two partner profiles have seats.
        membres: members declared, or ``None``.

    Exigence: HAB-03 (S1u 2.2.1)
    """
    maximums = quotas(membres)
    par_profil = {
        Profil.GESTIONNAIRE.value: maximums.gestionnaires,
        Profil.TECHNICIEN.value: maximums.techniciens,
    }
    return par_profil.get(profil, 0)


def places(profil: str, utilisees: int, reservees: int, membres: int | None) -> Places:
    """Count the seats of one profile, today or for a number of members to simulate.

    Args:
        profil: ``Profil``.
        utilisees: active accounts.
        reservees: invitations that still live.
        membres: members declared, or the number to try.

    Exigence: HAB-03, NOV-01 (S1u 2.2.1)
    """
    return Places(profil, utilisees, reservees, quota(profil, membres))
