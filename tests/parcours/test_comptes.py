"""Steps 1 and 2 of the story: a caisse habilitates a gestionnaire, who creates a technicien."""

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.parcours.conftest import ouvrir
from tests.parcours.gestes import bouton, lien, menu, ouvrir_compte, verifier
from tests.parcours.pile import Pile

pytestmark = [pytest.mark.parcours, pytest.mark.xdist_group("parcours")]
PARTENAIRE = "CCAS de Valmont"


def remplir_identite(page: Page, prenom: str, nom: str, courriel: str) -> None:
    """Fill who the account is for."""
    page.get_by_label("Mme", exact=True).check()
    page.get_by_label("Nom", exact=True).fill(nom)
    page.get_by_label("Prénom").fill(prenom)
    page.get_by_label("Fonction").fill("travailleuse sociale")
    page.get_by_label("Courriel professionnel").fill(courriel)
    page.get_by_label("Téléphone professionnel").fill("04 72 00 00 00")


def habiliter_gestionnaire(page: Page, courriel: str) -> None:
    """As the caisse's agent, habilitate a gestionnaire of the partner."""
    menu(page, "Partenaires").click()
    verifier(page)
    lien(page, PARTENAIRE).first.click()
    verifier(page)
    lien(page, "Habiliter un gestionnaire").first.click()
    verifier(page)
    remplir_identite(page, "Léa", "Fontaine", courriel)
    bouton(page, "Habiliter et envoyer l’invitation").click()
    expect(page.get_by_text("Léa Fontaine").first).to_be_visible()


def creer_technicien(page: Page, courriel: str) -> None:
    """As a gestionnaire, create a technicien and certify what must be."""
    menu(page, "Comptes").click()
    verifier(page)
    lien(page, "Créer un technicien").first.click()
    verifier(page)
    remplir_identite(page, "Inès", "Morel", courriel)
    for case in (
        page.get_by_role("group", name="Je certifie que cette personne").get_by_role("checkbox").all()
    ):
        case.check()
    bouton(page, "Créer le compte et envoyer l’invitation").click()
    expect(page.get_by_text("Inès Morel").first).to_be_visible()


@pytest.mark.exigence("HAB-01", "HAB-02", "HAB-03", "HAB-05", "HAB-07", "HAB-08", "UX-02", "ORG-04")
def test_a_caisse_opens_a_gestionnaire_who_opens_a_technicien(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    depuis = len(pile.boite.recus)
    agent = ouvrir(chromium, pile, deja=session_agent).new_page()
    gestionnaire, technicien = (ouvrir(chromium, pile).new_page() for _ in range(2))
    agent.goto("/")
    verifier(agent)
    habiliter_gestionnaire(agent, "lea.fontaine@valmont.example")
    identifiant = ouvrir_compte(gestionnaire, pile, "lea.fontaine@valmont.example", depuis)
    assert identifiant.startswith("g-")
    verifier(gestionnaire)
    creer_technicien(gestionnaire, "ines.morel@valmont.example")
    assert ouvrir_compte(technicien, pile, "ines.morel@valmont.example", depuis).startswith("t-")
    verifier(technicien)
    expect(menu(technicien, "Nouvelle demande")).to_be_visible()


@pytest.mark.exigence("UX-02", "HAB-05")
def test_the_same_without_javascript(pile: Pile, chromium: Browser, session_agent: StorageState) -> None:
    depuis = len(pile.boite.recus)
    agent = ouvrir(chromium, pile, javascript=False, deja=session_agent).new_page()
    agent.goto("/")
    menu(agent, "Partenaires").click()
    lien(agent, PARTENAIRE).first.click()
    lien(agent, "Habiliter un gestionnaire").first.click()
    remplir_identite(agent, "Sarah", "Lopez", "sarah.lopez@gratuit.example")
    bouton(agent, "Habiliter et envoyer l’invitation").click()
    # Refused (not the partner's domain), and what was typed is still there.
    expect(agent.get_by_label("Nom", exact=True)).to_have_value("Lopez")
    agent.get_by_label("Courriel professionnel").fill("sarah.lopez@valmont.example")
    bouton(agent, "Habiliter et envoyer l’invitation").click()
    expect(agent.get_by_text("Sarah Lopez").first).to_be_visible()
    assert "/activer/" in pile.boite.attendre("sarah.lopez@valmont.example", "/activer/", depuis)
