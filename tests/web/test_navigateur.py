"""The shared pages in a real browser: axe in both themes, 320 px, no JavaScript, autosave."""

import json
from collections.abc import Iterator
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

CHEMINS: Final = ["/", "/catalogue/", "/aide/", "/donnees-personnelles/", "/plan-du-site/", "/nulle-part/"]

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Page]:
    """Open a page, with the catalogue unlocked."""
    settings.DEBUG = True
    contexte = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    yield contexte.new_page()
    contexte.close()


def fautes_d_accessibilite(page: Page) -> list[str]:
    """Run axe and say what it found, where."""
    resultat = Axe().run(page).response
    assert resultat["passes"]
    return [f"{page.url} {f['id']}: {f['nodes'][0]['html'][:160]}" for f in resultat["violations"]]


@pytest.mark.exigence("UX-02", "UX-03")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_ne_trouve_rien_et_rien_ne_deborde(page: Page, settings: Settings, theme: str) -> None:
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    fautes = []
    for chemin in CHEMINS:
        settings.DEBUG = chemin == "/catalogue/"
        for largeur in (1280, 320):
            page.set_viewport_size({"width": largeur, "height": 800})
            page.goto(chemin)
            fautes += fautes_d_accessibilite(page)
            if page.evaluate("document.documentElement.scrollWidth") > largeur:
                fautes.append(f"{chemin} overflows at {largeur} px")
    assert fautes == []


@pytest.mark.exigence("SEC-01", "UX-03")
def test_la_politique_de_contenu_ne_bloque_rien_de_nos_pages(page: Page, settings: Settings) -> None:
    plaintes: list[str] = []
    page.on("console", lambda message: plaintes.append(message.text) if message.type == "error" else None)
    for chemin in CHEMINS[:-1]:
        settings.DEBUG = chemin == "/catalogue/"
        page.goto(chemin)
    assert plaintes == []
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "17px"


@pytest.mark.exigence("UX-02")
def test_le_premier_tab_mene_au_contenu(page: Page) -> None:
    page.goto("/aide/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


@pytest.mark.exigence("UX-02")
def test_les_erreurs_recoivent_le_focus_et_menent_au_champ(page: Page) -> None:
    page.goto("/catalogue/")
    assert page.evaluate("document.activeElement.id") == "resume-erreurs"
    page.get_by_role("alert").get_by_role("link", name="Courriel professionnel").click()
    assert page.evaluate("document.activeElement.name") == "ex2-courriel"


@pytest.mark.exigence("UX-02")
def test_la_barre_oblique_mene_a_la_recherche_sauf_quand_on_ecrit(page: Page) -> None:
    page.goto("/catalogue/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.locator("[name='ex1-nom']").focus()
    page.keyboard.press("/")
    assert page.locator("[name='ex1-nom']").input_value() == "/"


class Reponse:
    """What the server would answer to an autosave, and what it received."""

    def __init__(self, statut: int, corps: dict[str, object]) -> None:
        self.statut = statut
        self.corps = corps
        self.recus: list[str] = []
        self.jetons: list[str | None] = []

    def traiter(self, route: Route) -> None:
        """Answer one request."""
        self.recus.append(route.request.post_data or "")
        self.jetons.append(route.request.header_value("X-CSRFToken"))
        route.fulfill(status=self.statut, content_type="application/json", body=json.dumps(self.corps))


FORMULAIRE: Final = """() => {
  document.querySelector('#contenu').innerHTML = `<form method="post" action="/transmettre"
    data-autosave-url="/brouillon"><input type="hidden" name="csrfmiddlewaretoken" value="jeton">
    <input type="hidden" name="version" value="1"><input name="nom" aria-label="Nom">
    <input type="file" name="piece" aria-label="Pièce"><button>Transmettre</button></form>`;
}"""
RELIRE_LE_SCRIPT: Final = """() => {
  const script = document.createElement('script');
  script.src = [...document.scripts].find((s) => s.src.includes('formulaires')).src + '?2';
  script.type = 'module';
  document.head.append(script);
  return new Promise((fini) => { script.onload = fini; });
}"""


def poser_formulaire(page: Page, reponse: Reponse) -> None:
    """Put a form with autosave in the page, and answer its requests."""
    page.goto("/aide/")
    page.route("**/brouillon", reponse.traiter)
    page.evaluate(FORMULAIRE)
    page.evaluate(RELIRE_LE_SCRIPT)


@pytest.mark.exigence("UX-05")
def test_ce_qui_est_tape_est_enregistre_avec_son_heure(page: Page) -> None:
    reponse = Reponse(200, {"enregistre_a": "14 h 32", "version": 7})
    poser_formulaire(page, reponse)
    page.get_by_label("Nom").fill("Diallo")
    zone = page.locator("[aria-live='polite']")
    zone.get_by_text("enregistré à 14 h 32").wait_for()
    assert len(reponse.recus) == 1
    assert "Diallo" in reponse.recus[0]
    assert 'name="piece"' not in reponse.recus[0]
    assert reponse.jetons == ["jeton"]
    assert page.locator("[name='version']").input_value() == "7"


@pytest.mark.exigence("UX-05")
def test_un_refus_est_dit_avec_ses_mots_et_la_saisie_reste(page: Page) -> None:
    poser_formulaire(page, Reponse(409, {"message": "Ce brouillon a changé dans un autre onglet."}))
    page.get_by_label("Nom").fill("Diallo")
    page.get_by_text("Ce brouillon a changé dans un autre onglet.").wait_for()
    assert page.get_by_label("Nom").input_value() == "Diallo"
    assert page.locator("[name='version']").input_value() == "1"


@pytest.mark.exigence("UX-05")
def test_une_panne_est_dite_gentiment(page: Page) -> None:
    poser_formulaire(page, Reponse(500, {}))
    page.get_by_label("Nom").fill("Diallo")
    page.get_by_text("Pas encore enregistré").wait_for()
    assert page.get_by_label("Nom").input_value() == "Diallo"


@pytest.mark.exigence("SEC-02")
def test_un_double_clic_n_envoie_qu_une_fois(page: Page) -> None:
    page.goto("/aide/")
    page.evaluate(FORMULAIRE)
    # The window hears a submission last: it notes whether ours stopped it, and keeps the page here.
    page.evaluate("""() => {
      window.arretes = [];
      window.addEventListener("submit", (e) => { window.arretes.push(e.defaultPrevented); e.preventDefault(); });
    }""")
    page.get_by_role("button", name="Transmettre").dblclick()
    assert page.evaluate("window.arretes") == [False, True]


@pytest.mark.exigence("UX-02")
def test_les_pages_se_lisent_sans_javascript(chromium: Browser, live_server: LiveServer) -> None:
    contexte = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 320, "height": 800}
    )
    page = contexte.new_page()
    page.goto("/plan-du-site/")
    page.get_by_role("contentinfo").get_by_role("link", name="Aide").click()
    assert page.url.endswith("/aide/")
    assert page.get_by_role("heading", level=1).inner_text() == "Aide"
    contexte.close()
