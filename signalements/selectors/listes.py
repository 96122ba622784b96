"""Lists of demandes: keyset pages, a fixed number of queries, bounded counts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import TextChoices

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande


class Vue(TextChoices):
    """Views of the agents' work list."""

    A_PRENDRE = "a_prendre", "À prendre en charge"
    EN_RETARD = "en_retard", "En retard"
    MIENNES = "miennes", "Suivies par moi"
    SUIVIES = "suivies", "En accompagnement"
    PREUVE = "preuve", "Preuve attendue"
    CLOSES = "closes", "Terminées"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        lignes: demandes with ``caisse``, ``partenaire``, ``auteur``, ``agent``, ``details_mas`` loaded, and annotated
            ``preuve_attendue`` (bool), ``reponse_attendue`` (the last message is the other side's).
        suivant: cursor of the next page, empty when there is none.
        precedent: cursor of the page before, empty when there is none.
    """

    lignes: list[Demande]
    suivant: str
    precedent: str


@dataclass(frozen=True, slots=True)
class Compte:
    """A bounded count.

    Attributes:
        nombre: at most 1 000.
        plus: whether there are more.
    """

    nombre: int
    plus: bool

    def __str__(self) -> str:
        return "1 000+" if self.plus else str(self.nombre)


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the history is narrowed to.

    Attributes:
        etats: ``EtatDemande`` codes; empty for all.
        reference: whole or beginning of a reference.
        auteur_id: only the demandes of this account.
        du: first day of transmission.
        au: last day of transmission.
    """

    etats: tuple[str, ...] = field(default=())
    reference: str = ""
    auteur_id: int | None = None
    du: date | None = None
    au: date | None = None


def liste_de_travail(
    acteur: Acteur, vue: str, curseur: str = "", taille: int = 25, maintenant: datetime | None = None
) -> Page:
    """Return one page of an agent's view, the nearest deadline first (``CLOSES``: the last ended first)."""
    raise NotImplementedError


def comptes_des_vues(acteur: Acteur, maintenant: datetime | None = None) -> dict[str, Compte]:
    """Return, for each ``Vue``, how many demandes it holds (bounded)."""
    raise NotImplementedError


def historique(acteur: Acteur, curseur: str = "", filtres: Filtres | None = None, taille: int = 25) -> Page:
    """Return one page of every transmitted demande the actor may read, the latest first."""
    raise NotImplementedError
