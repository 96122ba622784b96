"""In a real browser: a passkey as second factor, the end of a session announced, put off, then survived."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.comptes import MOT_DE_PASSE
from tests.parcours.conftest import ouvrir
from tests.parcours.gestes import bouton, connecter, lien, menu, verifier
from tests.parcours.pile import Pile, Processus, attendre, port_libre, repond

pytestmark = pytest.mark.parcours
AGENT = "a-691-cle"
# Its own: the stories of accounts may have taken the last seat of a partner they share.
PARTENAIRE = "CCAS de Fontclaire"
# Long enough to type, short enough to wait for.
LIMITE_S, AVERTISSEMENT_S = 12, 9
FONCTION = "responsable du pôle social"
AGENT_SANS_SECOND_FACTEUR = f"""
from allauth.mfa.models import Authenticator
from espace_partenaires.comptes.models import VersionCGU
from tests.factories.comptes import accepter
from tests.factories.habilitations import creer_agent
from tests.parcours.avant_l_histoire import ouvrir_un_ccas
ouvrir_un_ccas("{PARTENAIRE}", "fontclaire.example")
agent = creer_agent("gestionnaire_conventions", "superviseur", identifiant="{AGENT}")
Authenticator.objects.filter(user=agent).delete()
accepter(agent, VersionCGU.objects.latest("en_vigueur_le"))
"""


@pytest.fixture
def portail_presse(pile: Pile) -> Iterator[str]:
    """The same portal, where sessions last seconds; cookies of one are those of the other."""
    port = port_libre()
    environnement = {
        **pile.environnement,
        "EP_ROLE_BASE": "web",
        "SESSION_INACTIVITE_S": str(LIMITE_S),
        "SESSION_AVERTISSEMENT_S": str(AVERTISSEMENT_S),
    }
    serveur = [
        "gunicorn",
        "espace_partenaires.wsgi",
        "-b",
        f"127.0.0.1:{port}",
        "-k",
        "gthread",
        "--threads",
        "4",
    ]
    commande = [sys.executable, "-m", *serveur, "--no-control-socket"]
    processus = Processus(commande, environnement, pile.dossier / "presse.log")
    try:
        attendre(lambda: repond(port), "the hurried web server")
        yield f"http://localhost:{port}"
    finally:
        processus.arreter()


def brancher_une_cle(page: Page) -> None:
    """Plug a key that answers at once (Chromium's own test device)."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def entrer_avec_la_cle(page: Page) -> None:
    """Give the password then the key, on the page of sign-in that is open."""
    page.get_by_label("Identifiant").fill(AGENT)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    bouton(page, "Se connecter").click()
    bouton(page, "Utiliser ma clé d’accès").click()


@pytest.mark.exigence("HAB-07", "SEC-01", "UX-05", "UX-02")
def test_a_key_then_a_session_that_ends_and_a_text_that_does_not(
    pile: Pile, chromium: Browser, portail_presse: str
) -> None:
    pile.preparer(AGENT_SANS_SECOND_FACTEUR)
    page = ouvrir(chromium, pile).new_page()
    brancher_une_cle(page)
    connecter(page, AGENT, MOT_DE_PASSE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")
    verifier(page)
    lien(page, "Ajouter une clé d’accès").click()
    page.get_by_label("Nom de cette clé").fill("clé du bureau")
    verifier(page)
    bouton(page, "Ajouter cette clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    page.goto("/mon-compte/cles-d-acces/")
    expect(page.get_by_role("rowheader", name="clé du bureau")).to_be_visible()
    bouton(page, "Se déconnecter").click()
    page.goto("/connexion/")
    entrer_avec_la_cle(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    menu(page, "Partenaires").click()
    # The home page has links of this name too: wait for the list.
    expect(page.get_by_role("heading", level=1)).to_have_text("Partenaires")
    lien(page, PARTENAIRE).first.click()
    lien(page, "Habiliter un gestionnaire").first.click()
    laisser_finir(page, portail_presse + page.url.removeprefix(pile.adresse))
    reprendre(page)


def laisser_finir(page: Page, adresse: str) -> None:
    """Stay once when warned, then let the session end with a text on the page."""
    page.goto(adresse)
    page.get_by_label("Fonction").fill(FONCTION)
    dialogue = page.get_by_role("alertdialog")
    expect(dialogue).to_contain_text("votre session se ferme dans")
    expect(bouton(dialogue, "Rester connecté")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    expect(dialogue).to_be_visible(timeout=LIMITE_S * 1000)
    expect(page.get_by_role("heading", name="Votre session est fermée")).to_be_visible(
        timeout=(LIMITE_S + 5) * 1000
    )
    bouton(dialogue, "Revenir à la page").click()
    expect(page.get_by_label("Fonction")).to_have_value(FONCTION)


def reprendre(page: Page) -> None:
    """Send the page too late, sign in again, and find the text."""
    bouton(page, "Habiliter et envoyer l’invitation").click()
    expect(page.get_by_text("Votre session s’est fermée après")).to_be_visible()
    entrer_avec_la_cle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre saisie a été conservée")
    bouton(page, "Reprendre l’envoi").click()
    expect(page.get_by_label("Fonction")).to_have_value(FONCTION)
