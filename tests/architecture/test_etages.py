"""Four floors, one direction, where import-linter cannot look: foreign keys, migrations, templates."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.maison import GABARITS, etage, etage_du_gabarit, gabarits

ROUTE = re.compile(r"{%\s*url\s+[\"']([^\"']+)[\"']")
INCLUSION = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")


def test_les_cles_etrangeres_descendent() -> None:
    montantes = []
    for modele in apps.get_models(include_auto_created=True):
        depart = etage(modele.__module__)
        for champ in modele._meta.get_fields():
            arrivee = etage(champ.related_model.__module__) if _est_cle(champ) else None
            if depart is not None and arrivee is not None and arrivee > depart:
                montantes.append(f"{modele._meta.label}.{champ.name}")
    assert montantes == []


def _est_cle(champ: object) -> bool:
    return bool(getattr(champ, "related_model", None)) and not getattr(champ, "auto_created", False)


def test_les_migrations_dependent_vers_le_bas() -> None:
    chargeur = MigrationLoader(None)
    modules = {config.label: config.name for config in apps.get_app_configs()}
    montantes = [
        f"{label}.{nom} → {autre}"
        for (label, nom), migration in chargeur.disk_migrations.items()
        for autre, _ in migration.dependencies
        if _monte(modules.get(label, ""), modules.get(autre, ""))
    ]
    assert montantes == []


def _monte(depart: str, arrivee: str) -> bool:
    bas, haut = etage(depart), etage(arrivee)
    return bas is not None and haut is not None and haut > bas


def _routes(patrons: list[URLPattern | URLResolver], espace: str = "") -> Iterator[tuple[str, int]]:
    """Yield each named route with the floor of its view."""
    for patron in patrons:
        if isinstance(patron, URLResolver):
            yield from _routes(patron.url_patterns, patron.namespace or espace)
        elif patron.name:
            nom = f"{espace}:{patron.name}" if espace else patron.name
            yield nom, etage(patron.lookup_str) or 0


ROUTES = dict(_routes(get_resolver().url_patterns))


@pytest.mark.parametrize("gabarit", gabarits(), ids=lambda chemin: "/".join(chemin.parts[-2:]))
def test_un_gabarit_ne_nomme_que_des_routes_de_son_etage_ou_plus_bas(gabarit: Path) -> None:
    texte = gabarit.read_text(encoding="utf-8")
    nommees = set(ROUTE.findall(texte))
    assert nommees <= set(ROUTES), "routes qui n’existent pas"
    trop_hautes = {route for route in nommees if ROUTES[route] > etage_du_gabarit(gabarit)}
    assert trop_hautes == set()


@pytest.mark.parametrize("gabarit", gabarits(), ids=lambda chemin: "/".join(chemin.parts[-2:]))
def test_un_gabarit_n_en_prend_pas_d_un_etage_plus_haut(gabarit: Path) -> None:
    pris = INCLUSION.findall(gabarit.read_text(encoding="utf-8"))
    for nom in pris:
        assert get_template(nom), "un gabarit demandé existe"
    assert [nom for nom in pris if etage_du_gabarit(GABARITS / nom) > etage_du_gabarit(gabarit)] == []
