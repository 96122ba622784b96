"""How many accounts a partenaire may have."""

from dataclasses import dataclass
from datetime import date
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
class Palier:
    """A step of the quotas.

    Attributes:
        membres: the number of members where it is entered, coming from the step beside it.
        quotas: the seats it gives.
    """

    membres: int
    quotas: Quotas


@dataclass(frozen=True, slots=True, order=True)
class Liberation:
    """Seats that will be free again on a day.

    Attributes:
        le: the day.
        certaine: whether the caisse accepted to inactivate the account that day; else, an invitation expires that day
            unless somebody uses it.
        nombre: how many.
    """

    le: date
    certaine: bool
    nombre: int = 1


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


def palier_suivant(membres: int | None) -> Palier | None:
    """Return the next step up: « à partir de 26 membres »; ``None`` on the highest one.

    Args:
        membres: the number of members to start from; ``None`` or less than one start below the first step.

    Exigence: HAB-03, NOV-01 (S1u 2.2.1)
    """
    if membres is None or membres < 1:
        return Palier(1, quotas(1))
    limite = next((limite for limite, _ in PALIERS if limite is None or membres <= limite), None)
    return None if limite is None else Palier(limite + 1, quotas(limite + 1))


def palier_precedent(membres: int | None) -> Palier | None:
    """Return the next step down, by the greatest number of members that gives it; ``None`` on the lowest one.

    Args:
        membres: the number of members to start from.

    Exigence: HAB-03, NOV-01 (S1u 2.2.1)
    """
    if membres is None or membres < 1:
        return None
    dessous = [limite for limite, _ in PALIERS if limite is not None and limite < membres]
    return Palier(max(dessous), quotas(max(dessous))) if dessous else None


def regrouper(liberations: list[Liberation]) -> tuple[Liberation, ...]:
    """Count together the seats freed on one day for one reason, the soonest first.

    Args:
        liberations: one by one.

    Exigence: NOV-01
    """
    jours: dict[tuple[date, bool], int] = {}
    for une in liberations:
        jours[une.le, une.certaine] = jours.get((une.le, une.certaine), 0) + une.nombre
    return tuple(sorted(Liberation(le, certaine, nombre) for (le, certaine), nombre in jours.items()))
