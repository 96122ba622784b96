"""A real browser in front of the real portal."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.parcours.pile import Pile

OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def pile() -> Iterator[Pile]:
    """The whole portal, started once for all journeys."""
    with tempfile.TemporaryDirectory(prefix="ep-") as dossier:
        pile = Pile(Path(dossier), os.environ.get("EP_BASE_TEST", "test_portail") + "_parcours")
        try:
            pile.demarrer()
            yield pile
        finally:
            pile.arreter()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS_CHROMIUM)
        yield navigateur
        navigateur.close()


def ouvrir(chromium: Browser, pile: Pile, *, javascript: bool = True, largeur: int = 1280) -> BrowserContext:
    """Open a browser of somebody: own cookies, French, own window."""
    contexte = chromium.new_context(
        base_url=pile.adresse,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        java_script_enabled=javascript,
        viewport={"width": largeur, "height": 900},
        accept_downloads=True,
    )
    contexte.set_default_timeout(15_000)
    return contexte
