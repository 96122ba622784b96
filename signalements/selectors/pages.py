"""Keyset pages: the cost of a page does not depend on how many came before."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Q

from signalements.models import Demande
from signalements.querysets import DemandeQuerySet

SUITE: Final = "s"
RETOUR: Final = "r"
PLUS_GRAND_NUMERO: Final = 2**63 - 1
BORNE: Final = 1000


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


def compter(demandes: DemandeQuerySet) -> Compte:
    """Count up to a thousand rows, never more: one bounded query."""
    nombre = demandes.order_by()[: BORNE + 1].count()
    return Compte(nombre=min(nombre, BORNE), plus=nombre > BORNE)


@dataclass(frozen=True, slots=True)
class _Curseur:
    sens: str
    moment: datetime
    identifiant: int

    def __str__(self) -> str:
        clair = f"{self.sens}|{self.moment.isoformat()}|{self.identifiant}"
        return base64.urlsafe_b64encode(clair.encode()).decode().rstrip("=")


def _lire(curseur: str) -> _Curseur | None:
    """Read a cursor; one that was tampered with starts the list again."""
    try:
        clair = base64.urlsafe_b64decode(curseur + "=" * (-len(curseur) % 4)).decode()
        sens, moment, identifiant = clair.split("|")
        instant, numero = datetime.fromisoformat(moment), int(identifiant)
        if sens not in {SUITE, RETOUR} or instant.tzinfo is None or numero > PLUS_GRAND_NUMERO:
            return None
        # In UTC: Python reads offsets that PostgreSQL refuses.
        return _Curseur(sens, instant.astimezone(UTC), numero)
    except (ValueError, OverflowError, binascii.Error):
        return None


def page_par_cle(demandes: DemandeQuerySet, champ: str, curseur: str, taille: int) -> Page:
    """Return one page sorted by a moment, then by id, in two queries: its keys, then its rows.

    Row-level security hides from PostgreSQL how many rows are left: asked for all at once, it joins every
    row of a caisse to people and details before it keeps one page.

    Args:
        demandes: the rows, annotated and joined as the screen needs.
        champ: the moment to sort by, ``"-champ"`` for the latest first; never null in these rows.
        curseur: what a former page gave as ``suivant`` or ``precedent``; empty for the first page.
        taille: rows on a page.
    """
    nom, descendant = champ.lstrip("-"), champ.startswith("-")
    depuis = _lire(curseur) if curseur else None
    recule = depuis is not None and depuis.sens == RETOUR
    if depuis is not None:
        demandes = demandes.filter(_au_dela(nom, depuis, vers_le_bas=descendant != recule))
    signe = "-" if descendant != recule else ""
    ordre = (f"{signe}{nom}", f"{signe}id")
    cles = list(demandes.order_by(*ordre).values_list("pk", flat=True)[: taille + 1])
    # Counted on the keys: a row that changes state between the two queries must not hide the next page.
    encore = len(cles) > taille
    lignes = list(demandes.filter(pk__in=cles[:taille]).order_by(*ordre))
    if recule:
        lignes.reverse()
    return Page(
        lignes=lignes,
        suivant=_bord(lignes, -1, nom, SUITE) if (encore or recule) else "",
        precedent=_bord(lignes, 0, nom, RETOUR) if (encore if recule else depuis is not None) else "",
    )


def _au_dela(nom: str, depuis: _Curseur, *, vers_le_bas: bool) -> Q:
    # The first condition alone bounds the index; the second settles equal moments.
    sens = "lt" if vers_le_bas else "gt"
    borne = Q(**{f"{nom}__{sens}e": depuis.moment})
    return borne & (Q(**{f"{nom}__{sens}": depuis.moment}) | Q(**{f"id__{sens}": depuis.identifiant}))


def _bord(lignes: list[Demande], rang: int, nom: str, sens: str) -> str:
    if not lignes:
        return ""
    return str(_Curseur(sens, getattr(lignes[rang], nom), lignes[rang].pk))
