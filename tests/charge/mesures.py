"""What a screen costs: its median time, its queries, and how PostgreSQL would run them under the web role."""

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

from espace_partenaires.comptes.acteur import Acteur
from tests.conftest import ClientDuPortail, role_de_base

PASSAGES: Final = 15
DEMANDES: Final = "signalements_demande"
# How the query that chooses the rows of one page begins (``selectors.pages``).
CLES_DE_PAGE: Final = 'SELECT "signalements_demande"."id" AS "pk" FROM'


@dataclass(frozen=True, slots=True)
class Mesure:
    """What one screen costs.

    Attributes:
        mediane: half of the requests were faster, in milliseconds.
        requetes: how many queries one request makes.
        index: indexes that find the rows of its list, empty when the screen has no paged list.
        parcours: how many of its plans read the demandes one by one from end to end.
    """

    mediane: float
    requetes: int
    index: frozenset[str]
    parcours: int


def mesurer(navigateur: ClientDuPortail, adresse: str, acteur: Acteur) -> Mesure:
    """Ask for a screen, once to warm it, once to read its queries, then ``PASSAGES`` times by the clock."""
    assert navigateur.get(adresse).status_code == 200
    with CaptureQueriesContext(connection) as captees:
        navigateur.get(adresse)
    # Read now: the next request forgets them.
    requetes = [requete["sql"] for requete in captees]
    durees = [_duree(navigateur, adresse) for _ in range(PASSAGES)]
    lectures = [sql for sql in requetes if sql.startswith("SELECT ") and DEMANDES in sql]
    noeuds = [noeud for sql in lectures for noeud in _noeuds(_plan(sql, acteur))]
    page = [noeud for sql in lectures if CLES_DE_PAGE in sql for noeud in _noeuds(_plan(sql, acteur))]
    return Mesure(
        mediane=statistics.median(durees) * 1000,
        requetes=len(requetes),
        index=frozenset(noeud["Index Name"] for noeud in page if "Index Name" in noeud),
        parcours=sum(n["Node Type"] == "Seq Scan" and n["Relation Name"] == DEMANDES for n in noeuds),
    )


def _duree(navigateur: ClientDuPortail, adresse: str) -> float:
    depart = time.perf_counter()
    navigateur.get(adresse)
    return time.perf_counter() - depart


def _plan(sql: str, acteur: Acteur) -> dict[str, Any]:
    """Return the plan under the web role, in the actor's scope: the policies are part of it."""
    with role_de_base("portail_web", acteur), connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        lu = curseur.fetchone()[0]
    plan: dict[str, Any] = (json.loads(lu) if isinstance(lu, str) else lu)[0]["Plan"]
    return plan


def _noeuds(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for enfant in plan.get("Plans", []):
        yield from _noeuds(enfant)


def tableau(mesures: dict[int, dict[str, Mesure]]) -> str:
    """Write the table that is printed: a line for each screen at each size."""
    lignes = [f"{'écran':<34}{'demandes':>10}{'p50 (ms)':>11}{'requêtes':>10}  index de la liste"]
    lignes += [
        f"{ecran:<34}{taille:>10}{m.mediane:>11.1f}{m.requetes:>10}  {', '.join(sorted(m.index))}"
        for taille, ecrans in mesures.items()
        for ecran, m in ecrans.items()
    ]
    return "\n".join(lignes)
