"""A real browser in front of the real portal."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState

from tests.parcours.gestes import connecter, verifier
from tests.parcours.pile import Pile

DOSSIER_DES_PHOTOS = Path(__file__).resolve().parents[2] / ".run" / "echecs"


@pytest.fixture(scope="session")
def pile() -> Iterator[Pile]:
    """The whole portal, started once for all journeys of a worker of pytest-xdist."""
    nom = f"{os.environ.get('EP_BASE_TEST', 'test_portail')}_parcours_{os.environ.get('PYTEST_XDIST_WORKER', 'seul')}"
    with tempfile.TemporaryDirectory(prefix="ep-") as dossier:
        pile = Pile(Path(dossier), nom)
        try:
            pile.demarrer()
            yield pile
        finally:
            pile.arreter()


@pytest.fixture(scope="session")
def session_agent(chromium: Browser, pile: Pile) -> StorageState:
    """The agent's session, signed in once: a code of the second factor serves only once in its thirty seconds."""
    contexte = ouvrir(chromium, pile)
    page = contexte.new_page()
    connecter(page, pile.agent.identifiant, pile.agent.mot_de_passe, pile.agent.secret)
    verifier(page)
    etat = contexte.storage_state()
    contexte.close()
    return etat


def ouvrir(
    chromium: Browser, pile: Pile, *, javascript: bool = True, deja: StorageState | None = None
) -> BrowserContext:
    """Open a browser of somebody: own cookies (or those of ``deja``), French, own window."""
    contexte = chromium.new_context(
        base_url=pile.adresse,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        java_script_enabled=javascript,
        viewport={"width": 1280, "height": 900},
        storage_state=deja,
        accept_downloads=True,
    )
    contexte.set_default_timeout(15_000)
    return contexte


@pytest.fixture(autouse=True)
def _photographier_l_echec(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[None]:
    """Keep a picture of each open page when a journey fails, then close them."""
    avant = request.session.testsfailed
    yield
    for rang, contexte in enumerate(chromium.contexts):
        for page in contexte.pages:
            if request.session.testsfailed > avant:
                page.screenshot(path=DOSSIER_DES_PHOTOS / f"{request.node.name}-{rang}.png", full_page=True)
        contexte.close()
