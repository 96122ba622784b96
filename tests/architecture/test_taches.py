"""Tasks: each has a name, somebody who wakes it, and an address that exists."""

import ast

import pytest
from django.apps import apps
from django.conf import settings

from espace_partenaires.celery import application
from espace_partenaires.conservation.registre import declarations
from tests.architecture.maison import ETAGES, appels


@pytest.fixture(scope="module")
def taches() -> dict[str, str]:
    """Our tasks: name → module of the function."""
    application.loader.import_default_modules()
    return {
        nom: tache.__module__
        for nom, tache in application.tasks.items()
        if tache.__module__.partition(".")[0] in ETAGES
    }


def _reveillees() -> set[str]:
    premiers = [appel.args[0] for appel in appels("reveiller") if appel.args]
    assert all(isinstance(nom, ast.Constant) for nom in premiers), (
        "le nom d’une tâche s’écrit en toutes lettres"
    )
    return {nom.value for nom in premiers if isinstance(nom, ast.Constant) and isinstance(nom.value, str)}


def _au_calendrier() -> set[str]:
    return {str(entree["task"]) for entree in settings.CELERY_BEAT_SCHEDULE.values()}


def test_chaque_tache_porte_le_nom_de_son_application(taches: dict[str, str]) -> None:
    labels = {config.name: config.label for config in apps.get_app_configs()}
    for nom, module in taches.items():
        application_du_module = module.rpartition(".tasks")[0]
        assert nom.partition(".")[0] == labels[application_du_module], nom
        assert nom.count(".") == 1, "un nom stable, pas celui d’une fonction"


def test_chaque_tache_est_reveillee_ou_au_calendrier(taches: dict[str, str]) -> None:
    assert set(taches) - _reveillees() - _au_calendrier() == set()


def test_on_ne_reveille_que_des_taches_qui_existent(taches: dict[str, str]) -> None:
    assert _reveillees() <= set(taches)
    assert _au_calendrier() <= set(taches)


def test_les_taches_nommees_par_la_conservation_existent(taches: dict[str, str]) -> None:
    labels = {config.label for config in apps.get_app_configs()}
    nommees = {
        ligne.efface_par
        for ligne in declarations()
        if ligne.efface_par.count(".") == 1 and " " not in ligne.efface_par
    }
    assert {nom for nom in nommees if nom.partition(".")[0] in labels} <= set(taches)
