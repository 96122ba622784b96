"""Rules of a password in a real browser: marked while the person types, listed without JavaScript (HAB-05, UX-03)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.services.invitations import inviter
from tests.factories.comptes import creer_compte

pytestmark = [
    pytest.mark.parcours,
    pytest.mark.django_db(transaction=True),
    pytest.mark.exigence("HAB-05", "UX-03"),
]
Ouvrir = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def ouvrir(chromium: Browser, live_server: LiveServer) -> Ouvrir:
    """Return what opens the activation page of a new account, with JavaScript or without."""
    compte = creer_compte(is_active=False, password=None, profil=Profil.AGENT, nom="Vasseur", prenom="Lise")
    _, lien = inviter(acteur=ACTEUR_SYSTEME, utilisateur=compte)

    @contextmanager
    def page(*, javascript: bool) -> Iterator[Page]:
        contexte = chromium.new_context(
            base_url=live_server.url, java_script_enabled=javascript, viewport={"width": 320, "height": 800}
        )
        onglet = contexte.new_page()
        onglet.goto("/activer/" + lien.split("/activer/")[1])
        yield onglet
        contexte.close()

    return page


def _etats(page: Page) -> dict[str, str]:
    return {
        str(ligne.get_attribute("data-regle")): str(ligne.locator("[data-etat]").get_attribute("data-etat"))
        for ligne in page.locator("[data-regle]").all()
    }


def test_each_rule_is_marked_as_it_is_met(ouvrir: Ouvrir) -> None:
    with ouvrir(javascript=True) as page:
        assert _etats(page) == {
            "longueur": "attente",
            "personnel": "attente",
            "courant": "envoi",
            "deja_choisi": "envoi",
            "identiques": "attente",
        }
        page.get_by_label("Votre mot de passe").fill("Vas seur")
        assert (_etats(page)["longueur"], _etats(page)["personnel"]) == ("revoir", "revoir")
        page.get_by_label("Votre mot de passe").fill("le chemin longe la rivière")
        page.get_by_label("Le même, une seconde fois").fill("le chemin longe")
        assert [_etats(page)[code] for code in ("longueur", "personnel", "identiques")] == [
            "fait",
            "fait",
            "revoir",
        ]
        page.get_by_label("Le même, une seconde fois").fill("le chemin longe la rivière")
        assert _etats(page)["identiques"] == "fait"
        annonce = page.locator("[data-regles-mot-de-passe] [aria-live=polite]")
        expect(annonce).to_have_text("3 règles respectées sur 3 ; le reste est vérifié à l’envoi.")
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_typed_can_be_shown_and_leaves_hidden(ouvrir: Ouvrir) -> None:
    with ouvrir(javascript=True) as page:
        champ = page.get_by_label("Votre mot de passe")
        page.get_by_role("button", name="Montrer le mot de passe").click()
        assert champ.get_attribute("type") == "text"
        page.get_by_role("button", name="Masquer le mot de passe").click()
        assert champ.get_attribute("type") == "password"


def test_without_javascript_the_rules_are_a_list_and_the_account_opens(ouvrir: Ouvrir) -> None:
    with ouvrir(javascript=False) as page:
        assert page.locator("[data-regle]").count() == 5
        assert page.locator("[data-etat]").count() == 0
        page.get_by_label("Votre mot de passe").fill("le chemin longe la rivière")
        page.get_by_label("Le même, une seconde fois").fill("le chemin longe la rivière")
        page.get_by_role("button", name="Ouvrir mon compte").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte est ouvert")
