"""The house as these tests read it: its floors, its sources, its templates."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

RACINE: Final = Path(__file__).resolve().parents[2]
# From the ground up: a floor may know those before it, and itself.
ETAGES: Final = ("espace_partenaires", "conventions", "habilitations", "signalements")
GABARITS: Final = RACINE / "templates"


def etage(nom: str) -> int | None:
    """Return the floor of a dotted name, or None for what is not ours."""
    paquet = nom.partition(".")[0]
    return ETAGES.index(paquet) if paquet in ETAGES else None


def etage_du_gabarit(chemin: Path) -> int:
    """Return the floor of a template: what belongs to no domain app belongs to the platform."""
    dossier = chemin.relative_to(GABARITS).parts[0]
    return ETAGES.index(dossier) if dossier in ETAGES else 0


@cache
def sources() -> tuple[Path, ...]:
    """Return our Python files, migrations apart."""
    fichiers = (f for paquet in ETAGES for f in sorted((RACINE / paquet).rglob("*.py")))
    return tuple(f for f in fichiers if "migrations" not in f.parts)


@cache
def essais() -> tuple[Path, ...]:
    """Return the files of tests."""
    return tuple(sorted((RACINE / "tests").rglob("test_*.py")))


@cache
def gabarits() -> tuple[Path, ...]:
    """Return the templates."""
    return tuple(sorted(f for f in GABARITS.rglob("*") if f.suffix in {".html", ".txt", ".css"}))


@cache
def arbre(fichier: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(fichier.read_text(encoding="utf-8"))


@cache
def textes_du_code() -> frozenset[str]:
    """Return every literal text of our code."""
    return frozenset(
        noeud.value
        for fichier in sources()
        for noeud in ast.walk(arbre(fichier))
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str)
    )


def appels(nom: str) -> Iterator[ast.Call]:
    """Yield each call of a function, by its bare name."""
    for fichier in sources():
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.Call) and _nom(noeud.func) == nom:
                yield noeud


def _nom(noeud: ast.expr) -> str:
    if isinstance(noeud, ast.Name):
        return noeud.id
    return noeud.attr if isinstance(noeud, ast.Attribute) else ""
