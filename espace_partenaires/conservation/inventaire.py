"""Comparing the registry with what the database really holds."""

from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from espace_partenaires.conservation.registre import Declaration, declarations, est_declare


def modeles() -> list[type[models.Model]]:
    """Return every model that has a table: ours, the libraries', and those Django makes by itself."""
    return [modele for modele in apps.get_models(include_auto_created=True) if not modele._meta.proxy]


def anomalies() -> list[str]:
    """Return, in French, what the registry forgets or says wrongly; empty when it is right.

    Exigence: RGPD-01 (S4 annexe 4)
    """
    oublies = [f"{label} n’est pas déclaré." for label in _labels() if not est_declare(label)]
    return oublies + [faute for declaration in declarations() for faute in _fautes(declaration)]


def _labels() -> Iterator[str]:
    connus = modeles()
    yield from (modele._meta.label for modele in connus)
    tables = {modele._meta.db_table for modele in connus}
    yield from (f"table:{table}" for table in connection.introspection.table_names() if table not in tables)


def _fautes(declaration: Declaration) -> Iterator[str]:
    if declaration.modele.startswith("table:"):
        return
    try:
        modele = apps.get_model(declaration.modele)
    except LookupError:
        yield f"{declaration.modele} est déclaré et n’existe pas."
        return
    for champ in declaration.champs:
        try:
            modele._meta.get_field(champ)
        except FieldDoesNotExist:
            yield f"{declaration.modele}.{champ} est déclaré et n’existe pas."
