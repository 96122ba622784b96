"""Finding what each app offers under a conventional name, ground floor first."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def modules_offerts(nom: str) -> Iterator[ModuleType]:
    """Yield the modules of this name (``demo``, ``reference``), from the ground floor up.

    Args:
        nom: name of the module inside each app.
    """
    for config in reversed(list(apps.get_app_configs())):
        if config.module is not None and module_has_submodule(config.module, nom):
            yield import_module(f"{config.name}.{nom}")
