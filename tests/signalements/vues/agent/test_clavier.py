"""The work list from the keyboard, in a real browser: walk, take in charge, turn the keys off."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as reglages
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from signalements.enums import EtatDemande
from signalements.models import Demande
from tests.conftest import ClientDuPortail
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.vues.agent.outils import LISTE, MIDI, adresse, heures

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def demandes(scene: Scene) -> list[Demande]:
    """Three demandes, the most urgent first."""
    return [creer_transmise(scene, MIDI - heures(age)) for age in (50, 30, 10)]


@pytest.fixture
def page(
    chromium: Browser, live_server: LiveServer, demandes: list[Demande], bureau: ClientDuPortail
) -> Iterator[Page]:
    """Open the list, signed in as the instructeur; a fault in the console fails the test."""
    contexte = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    nom = reglages.SESSION_COOKIE_NAME
    contexte.add_cookies([{"name": nom, "value": bureau.cookies[nom].value, "url": live_server.url}])
    ouverte = contexte.new_page()
    plaintes: list[str] = []
    ouverte.on("console", lambda m: plaintes.append(m.text) if m.type in {"error", "warning"} else None)
    ouverte.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
    ouverte.goto(LISTE)
    yield ouverte
    contexte.close()
    assert plaintes == []


@pytest.mark.exigence("DEM-16", "UX-02")
def test_parcourir_et_prendre_en_charge_au_clavier(page: Page, demandes: list[Demande]) -> None:
    for touche, rang in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(touche)
        expect(page.get_by_role("link", name=str(demandes[rang].reference))).to_be_focused()
    toutes = page.get_by_label("Choisir toutes les demandes de la page")
    toutes.check()
    expect(page.get_by_text("3 choisies", exact=True)).to_be_visible()
    toutes.uncheck()
    page.get_by_role("link", name=str(demandes[1].reference)).focus()
    page.keyboard.press("x")
    expect(page.get_by_text("1 choisie", exact=True)).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_text("1 demande prise en charge")).to_be_visible()
    etats = dict(Demande.objects.values_list("pk", "etat"))
    assert [etats[demande.pk] for demande in demandes] == [
        EtatDemande.TRANSMISE,
        EtatDemande.PRISE_EN_CHARGE,
        EtatDemande.TRANSMISE,
    ]


@pytest.mark.exigence("DEM-16", "UX-02")
def test_chercher_aide_et_touches_coupees(page: Page, demandes: list[Demande]) -> None:
    page.keyboard.press("/")
    page.keyboard.type(str(demandes[2].reference)[-6:].lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{adresse('traiter_demande', demandes[2])}")
    page.goto(LISTE)
    page.keyboard.press("?")
    expect(page.get_by_text("prendre en charge le signalement de la ligne")).to_be_visible()
    page.get_by_label("Raccourcis clavier actifs").uncheck()
    page.reload()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=str(demandes[0].reference))).not_to_be_focused()


@pytest.mark.exigence("UX-02")
@pytest.mark.parametrize("largeur", [1280, 320])
def test_axe_ne_trouve_rien(page: Page, demandes: list[Demande], largeur: int) -> None:
    page.set_viewport_size({"width": largeur, "height": 900})
    for chemin in (LISTE, f"{LISTE}?vue=closes", "/", adresse("traiter_demande", demandes[0])):
        page.goto(chemin)
        fautes = [faute["id"] for faute in Axe().run(page).response["violations"]]
        assert (chemin, fautes) == (chemin, [])
        assert page.evaluate("document.documentElement.scrollWidth") == largeur
