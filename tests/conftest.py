"""What every test shares: the three roles of the database, the owner who prepares the scene, a browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.isolation.portee import poser_portee
from tests.ordonnancement import HistoiresDAbord

OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Two cores shared with a browser and a scanner: a slow example is not a wrong one.
settings.register_profile("maison", deadline=None)
settings.load_profile("maison")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> HistoiresDAbord | None:
    """Share the files out as the suite wants it (``--dist loadfile``); any other wish is the library's."""
    return HistoiresDAbord(config, log) if config.getoption("dist") == "loadfile" else None


@contextmanager
def role_de_base(role: str, acteur: Acteur | None = None) -> Iterator[None]:
    """Run the block as a role of the database (``portail_web``, ``portail_taches``), with a scope."""
    with connection.cursor() as curseur:
        curseur.execute(f"SET ROLE {role}")
    try:
        poser_portee(acteur)
        yield
    finally:
        # Inside a transaction that an error has broken, only the end of the transaction resets anything.
        if not connection.in_atomic_block or not connection.needs_rollback:
            with connection.cursor() as curseur:
                curseur.execute("RESET ROLE")


class ClientDuPortail(Client):
    """A browser whose requests run under the web role, as in production."""

    def request(self, **request: Any) -> Any:
        """Send one request as ``portail_web``."""
        with role_de_base("portail_web"):
            return super().request(**request)

    def revenir(self, utilisateur: Utilisateur) -> None:
        """Sign in again, as a person does when hours have passed: the session has ended meanwhile."""
        self.force_login(utilisateur, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End what still holds the test database when it is dropped: the threads of a live server close late."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as curseur:
        curseur.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.fixture
def client() -> ClientDuPortail:
    """A browser that is not signed in."""
    return ClientDuPortail()


@pytest.fixture
def connecter(db: None) -> Callable[[Utilisateur], ClientDuPortail]:
    """Return a function that opens a browser already signed in as an account."""

    def ouvrir(utilisateur: Utilisateur) -> ClientDuPortail:
        navigateur = ClientDuPortail()
        navigateur.revenir(utilisateur)
        return navigateur

    return ouvrir


@pytest.fixture
def comme_web(db: None) -> Callable[[Acteur | None], AbstractContextManager[None]]:
    """Return a context manager that runs services as the web role, under the scope of an actor."""
    return lambda acteur: role_de_base("portail_web", acteur)


@pytest.fixture
def comme_taches(db: None) -> Callable[[], AbstractContextManager[None]]:
    """Return a context manager that runs sweeps as the role of the workers."""
    return lambda: role_de_base("portail_taches")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless: one for all tests, since Playwright allows one loop per thread."""
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=OPTIONS_CHROMIUM
        )
        yield navigateur
        navigateur.close()
