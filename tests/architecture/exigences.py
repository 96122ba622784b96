"""The matrix rule → code → tests, generated: ``python -m tests.architecture.exigences``.

Code names a rule in a docstring (``Exigence: HAB-03 (S1u 2.2.1)``), a test in its marker
(``@pytest.mark.exigence("HAB-03")``). Nothing is typed by hand.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.maison import RACINE, arbre, essais, sources

FICHIER: Final = RACINE / "docs" / "exigences.md"
IDENTIFIANT: Final = re.compile(r"\b(?:ORG|CONV|HAB|DEM|DOC|RGPD|SEC|PIL|UX|NOV)-\d{2}\b")
MENTION: Final = re.compile(r"Exigences?\s?:\s*(.+?)(?:\n\s*\n|\Z)", re.DOTALL)
ORDRE: Final = ("ORG", "CONV", "HAB", "DEM", "DOC", "RGPD", "SEC", "PIL", "UX", "NOV")
ENTETE: Final = """\
# Exigences : règle → code → essais

Écrit par `python -m tests.architecture.exigences` ; ne se modifie pas à la main, et n'est jamais en retard : un
fichier périmé fait échouer les essais. Le code nomme une règle dans une docstring (« Exigence : … »), un essai dans
son marqueur.

| Règle | Code | Essais |
|---|---|---|
"""

Defini = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module


def cites_par_le_code() -> dict[str, set[str]]:
    """Return, for each rule, the places of the code that name it."""
    lieux: dict[str, set[str]] = defaultdict(set)
    for fichier in sources():
        module = ".".join(fichier.relative_to(RACINE).with_suffix("").parts).removesuffix(".__init__")
        for nom, noeud in _definitions(arbre(fichier)):
            for mention in MENTION.findall(ast.get_docstring(noeud) or ""):
                for identifiant in IDENTIFIANT.findall(mention):
                    lieux[identifiant].add(f"{module}.{nom}".rstrip("."))
    return lieux


def prouves_par_les_essais() -> dict[str, dict[str, int]]:
    """Return, for each rule, how many tests of each file prove it."""
    preuves: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for fichier in essais():
        for _, identifiants in exigences_des_essais(fichier):
            for identifiant in identifiants:
                preuves[identifiant][str(fichier.relative_to(RACINE))] += 1
    return preuves


def exigences_des_essais(fichier: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield each test of a file with the rules it names, those of its class and of its module included."""
    module = arbre(fichier)
    communes = {
        identifiant
        for noeud in module.body
        if isinstance(noeud, ast.Assign) and any(_est_pytestmark(cible) for cible in noeud.targets)
        for identifiant in _marqueurs(noeud.value)
    }
    yield from _essais_de(module, communes)


def _essais_de(parent: ast.Module | ast.ClassDef, communes: set[str]) -> Iterator[tuple[str, set[str]]]:
    for noeud in parent.body:
        if not isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        siennes = communes | {i for decorateur in noeud.decorator_list for i in _marqueurs(decorateur)}
        if isinstance(noeud, ast.ClassDef):
            yield from _essais_de(noeud, siennes)
        elif noeud.name.startswith("test_"):
            yield noeud.name, siennes


def _marqueurs(expression: ast.AST) -> Iterator[str]:
    for noeud in ast.walk(expression):
        if (
            isinstance(noeud, ast.Call)
            and isinstance(noeud.func, ast.Attribute)
            and noeud.func.attr == "exigence"
        ):
            yield from (
                a.value for a in noeud.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def _est_pytestmark(cible: ast.expr) -> bool:
    return isinstance(cible, ast.Name) and cible.id == "pytestmark"


def _definitions(module: ast.Module) -> Iterator[tuple[str, Defini]]:
    yield "", module
    for noeud in module.body:
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield noeud.name, noeud
        if isinstance(noeud, ast.ClassDef):
            for methode in noeud.body:
                if isinstance(methode, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{noeud.name}.{methode.name}", methode


def matrice() -> str:
    """Return the matrix in Markdown."""
    code, preuves = cites_par_le_code(), prouves_par_les_essais()
    lignes = (
        f"| {identifiant} | {_lieux(code.get(identifiant, set()))} | {_preuves(preuves.get(identifiant, {}))} |\n"
        for identifiant in sorted(set(code) | set(preuves), key=_rang)
    )
    return ENTETE + "".join(lignes)


def _rang(identifiant: str) -> tuple[int, str]:
    return ORDRE.index(identifiant.partition("-")[0]), identifiant


def _lieux(lieux: set[str]) -> str:
    return "<br>".join(f"`{lieu}`" for lieu in sorted(lieux)) or "—"


def _preuves(preuves: dict[str, int]) -> str:
    return "<br>".join(f"`{fichier}` ({nombre})" for fichier, nombre in sorted(preuves.items())) or "—"


if __name__ == "__main__":
    FICHIER.write_text(matrice(), encoding="utf-8")
    sys.stdout.write(f"{FICHIER.name} écrit.\n")
