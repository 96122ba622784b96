"""Which caisse a person depends on: proposed from where it lives, never guessed (DEM-04)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from conventions.enums import TypeCaisse
from conventions.models import Caisse

# A person depends on one of these; a Carsat serves départements too.
_QUI_REMBOURSENT: Final = (
    TypeCaisse.CPAM,
    TypeCaisse.CPCAM,
    TypeCaisse.CCSS,
    TypeCaisse.CGSS,
    TypeCaisse.CSS,
)


@dataclass(frozen=True, slots=True)
class Rattachement:
    """What may be proposed to a structure for a person who lives somewhere.

    Attributes:
        proposees: caisses of the département that opened the service; some départements have several.
        autres: the other caisses that opened it: the person may depend on one of them all the same.
        sans_service: caisses of the département with a convention in force, that did not open the service.
        sans_convention: caisses of the département with which the structure has no convention in force.
    """

    proposees: list[Caisse]
    autres: list[Caisse]
    sans_service: list[Caisse]
    sans_convention: list[Caisse]

    @property
    def seule(self) -> Caisse | None:
        """The one caisse to propose, when there is no doubt."""
        return self.proposees[0] if len(self.proposees) == 1 else None


def rattachement(ouvrant: Collection[int], en_vigueur: Collection[int], departement: str) -> Rattachement:
    """Sort the caisses for a person who lives in a département.

    Args:
        ouvrant: keys of the caisses that opened the service to the structure.
        en_vigueur: keys of the caisses with which its conventions are in force.
        departement: code of the département.

    Exigence: DEM-04 (S1u 1.2, 5)
    """
    ouvertes = list(Caisse.objects.filter(pk__in=ouvrant).order_by("libelle"))
    primaires = Caisse.objects.filter(type__in=_QUI_REMBOURSENT)
    servant = list(primaires.filter(departements__code=departement).order_by("libelle"))
    fermees = [caisse for caisse in servant if caisse.pk not in ouvrant]
    cles = {caisse.pk for caisse in servant}
    return Rattachement(
        proposees=[caisse for caisse in ouvertes if caisse.pk in cles],
        autres=[caisse for caisse in ouvertes if caisse.pk not in cles],
        sans_service=[caisse for caisse in fermees if caisse.pk in en_vigueur],
        sans_convention=[caisse for caisse in fermees if caisse.pk not in en_vigueur],
    )
