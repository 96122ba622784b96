"""The guard in a real browser: the same answers as the server on the whole corpus, and a warning while typing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as reglages
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from signalements.models import Demande, Message
from signalements.rules.sante import FICHIER_DES_MOTS, mots_de_sante
from signalements.rules.textes import contient_nir
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene
from tests.signalements.rules.corpus_nir import AVEC_NIR, SANS_NIR
from tests.signalements.vues.agent.outils import adresse

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]

CORPUS = json.loads((Path(__file__).parents[3] / "donnees" / "corpus_garde.json").read_text())
CAS_LIMITES = (
    "d’Ａ.V.C., hémi-plégie, bur\u00adn-out",
    "😀 diabe\u0301te 😀 sida",
    "œdème, cœur, DÉPRESSIFS",
    "",
)
INTERROGER = """([donnees, textes]) => {
  const lexique = gardeDesTextes.lireLexique(donnees);
  return textes.map((t) => [gardeDesTextes.contientNir(t), gardeDesTextes.motsDeSante(t, lexique)]);
}"""


@pytest.fixture
def demande(scene: Scene) -> Demande:
    """An étude to write on."""
    return creer_demande(scene)


@pytest.fixture
def page(
    chromium: Browser, live_server: LiveServer, demande: Demande, bureau: ClientDuPortail
) -> Iterator[Page]:
    """Open the page of the demande, signed in; a fault in the console (a refused script too) fails the test."""
    contexte = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    nom = reglages.SESSION_COOKIE_NAME
    contexte.add_cookies([{"name": nom, "value": bureau.cookies[nom].value, "url": live_server.url}])
    ouverte = contexte.new_page()
    plaintes: list[str] = []
    ouverte.on("console", lambda m: plaintes.append(m.text) if m.type in {"error", "warning"} else None)
    ouverte.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
    ouverte.goto(adresse("traiter_demande", demande))
    yield ouverte
    contexte.close()
    assert plaintes == []


@pytest.mark.exigence("NOV-05", "DEM-02", "DEM-03")
def test_le_navigateur_et_le_serveur_disent_la_meme_chose(page: Page) -> None:
    textes = [*(ligne["texte"] for ligne in CORPUS), *AVEC_NIR.values(), *SANS_NIR.values(), *CAS_LIMITES]
    serveur: list[list[object]] = [
        [contient_nir(texte), [mot for *_, mot in mots_de_sante(texte)]] for texte in textes
    ]
    navigateur = page.evaluate(INTERROGER, [json.loads(FICHIER_DES_MOTS.read_text()), textes])
    differences = [
        (texte, dit, attendu)
        for texte, dit, attendu in zip(textes, navigateur, serveur, strict=True)
        if dit != attendu
    ]
    assert differences == []
    assert [nir for nir, _ in serveur].count(True) > 20


@pytest.mark.exigence("NOV-05", "UX-02")
def test_on_est_averti_en_tapant_et_rien_n_est_bloque(page: Page) -> None:
    champ = page.get_by_label("Votre message au partenaire")
    champ.press_sequentially("Il a du diabète")
    avertissement = page.locator("textarea[name=message-texte] + [role=status]")
    expect(avertissement).to_contain_text("« diabète »")
    assert Axe().run(page, context="#echanges").response["violations"] == []
    champ.fill("N° 2 69 05 49 588 157 80")
    expect(avertissement).to_contain_text("numéro de sécurité sociale")
    expect(avertissement).not_to_contain_text("69")
    champ.fill("Bonjour.")
    expect(avertissement).to_be_empty()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Message envoyé")).to_be_visible()
    assert Message.objects.get().texte == "Bonjour."
