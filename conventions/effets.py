"""What the apps above would lose with a convention, and whom they know: they register it, as they do ``volets``."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from conventions.rules.droits import EffetSurUnLien
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur


@dataclass(frozen=True, slots=True)
class Consequence:
    """A count of what the end of a convention reaches, for one partenaire with one caisse.

    Attributes:
        cle: what is counted; counts of the same key add up.
        un: words for one, e.g. « technicien actif ».
        plusieurs: words for several.
        nombre: how many.
        perdu: lost; otherwise it goes on (« menées à leur terme »).
        par_partenaire: counted once per partenaire, whatever the caisses: an account is one account.
    """

    cle: str
    un: str
    plusieurs: str
    nombre: int
    perdu: bool = True
    par_partenaire: bool = False

    @property
    def mots(self) -> str:
        """The count in words: « 3 techniciens actifs »."""
        return f"{self.nombre} {self.plusieurs if self.nombre > 1 else self.un}"


Lien = tuple[int, int]
Compter = Callable[[Acteur, Collection[EffetSurUnLien]], Mapping[Lien, list[Consequence]]]
Gestionnaires = Callable[[int], Iterable[Utilisateur]]
_effets: dict[str, Compter] = {}
_gestionnaires: dict[str, Gestionnaires] = {}


def enregistrer_effet(cle: str, compter: Compter) -> None:
    """Say what an app counts when access closes (called from its ``navigation.py``).

    Args:
        cle: unique key.
        compter: gives, by caisse and partenaire, what each closing reaches, in a number of queries that does
            not depend on theirs; zeros left out.

    Raises:
        ValueError: when another count has this key.
    """
    if _effets.setdefault(cle, compter) is not compter:
        raise ValueError(f"La fin d’une convention a déjà un effet {cle}.")


def enregistrer_gestionnaires(cle: str, gestionnaires: Gestionnaires) -> None:
    """Say who manages the accounts of a partenaire, to be told at once of what happens to all of them.

    Raises:
        ValueError: when another provider has this key.
    """
    if _gestionnaires.setdefault(cle, gestionnaires) is not gestionnaires:
        raise ValueError(f"Les gestionnaires d’un partenaire sont déjà dits par {cle}.")


def consequences(acteur: Acteur, effets: Collection[EffetSurUnLien]) -> dict[Lien, list[Consequence]]:
    """Return what each closing reaches in the apps above, by caisse and partenaire.

    Exigence: NOV-02
    """
    trouvees: dict[Lien, list[Consequence]] = {}
    fermes = [effet for effet in effets if effet.ferme]
    for cle in sorted(_effets):
        for lien, comptes in _effets[cle](acteur, fermes).items() if fermes else ():
            trouvees.setdefault(lien, []).extend(comptes)
    return trouvees


def gestionnaires_de(partenaire_id: int) -> list[Utilisateur]:
    """Return the active gestionnaires of a partenaire, each once."""
    comptes = {
        compte.pk: compte for cle in sorted(_gestionnaires) for compte in _gestionnaires[cle](partenaire_id)
    }
    return list(comptes.values())
