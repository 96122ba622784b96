"""What people do in the portal, said once for all journeys."""

import base64
import hashlib
import hmac
import io
import re
import struct
import time
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader, PdfWriter

from tests.parcours.pile import Pile

MOT_DE_PASSE_CHOISI: Final = "le chemin longe la rivière"
PERIODE_TOTP_S: Final = 30
AXE: Final = Axe()
EICAR_EN_MORCEAUX: Final = [
    "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR",
    "STANDARD",
    "ANTIVIRUS",
    "TEST",
    "FILE!$H+H*",
]


def code_totp(secret: str) -> str:
    """Return the code that an application of codes shows now (RFC 6238)."""
    compteur = struct.pack(">Q", int(time.time()) // PERIODE_TOTP_S)
    empreinte = hmac.new(base64.b32decode(secret), compteur, hashlib.sha1).digest()
    debut = empreinte[-1] & 15
    nombre = struct.unpack(">I", empreinte[debut : debut + 4])[0] & 0x7FFFFFFF
    return str(nombre % 10**6).zfill(6)


def bouton(page: Page | Locator, nom: str) -> Locator:
    """Find a button by the act it says."""
    return page.get_by_role("button", name=nom, exact=True)


def lien(page: Page | Locator, nom: str | re.Pattern[str]) -> Locator:
    """Find a link by its words."""
    return page.get_by_role("link", name=nom)


def menu(page: Page, nom: str) -> Locator:
    """Find an entry of the main menu."""
    return page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=nom).first


def connecter(page: Page, identifiant: str, mot_de_passe: str, secret: str = "") -> None:
    """Sign in, with the second factor where there is one."""
    page.goto("/connexion/")
    page.get_by_label("Identifiant").fill(identifiant)
    page.get_by_label("Mot de passe").fill(mot_de_passe)
    bouton(page, "Se connecter").click()
    if secret:
        page.get_by_label("Code de l’application").fill(code_totp(secret))
        bouton(page, "Se connecter").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def ouvrir_compte(page: Page, pile: Pile, adresse: str, depuis: int) -> str:
    """Follow the link of the mail, choose a password, accept the conditions; return the identifier."""
    courriel = pile.boite.attendre(adresse, "/activer/", depuis)
    chemin = re.search(r"/activer/\S+", courriel)
    assert chemin is not None
    page.goto(chemin.group())
    verifier(page)
    page.get_by_label("Votre mot de passe").fill(MOT_DE_PASSE_CHOISI)
    page.get_by_label("Le même, une seconde fois").fill(MOT_DE_PASSE_CHOISI)
    bouton(page, "Ouvrir mon compte").click()
    identifiant = page.locator("main strong").first.inner_text()
    page.goto(chemin.group())
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne fonctionne plus")
    connecter(page, identifiant, MOT_DE_PASSE_CHOISI)
    expect(page.get_by_role("heading", level=1)).to_have_text("Conditions d’utilisation")
    verifier(page)
    page.get_by_label("J’ai lu ces conditions et je les accepte").check()
    bouton(page, "Accepter et continuer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    return identifiant


def verifier(page: Page) -> None:
    """Check a page as UX-02 wants it: axe finds nothing, nothing overflows, at 1280 and at 320 px."""
    largeur = page.viewport_size or {"width": 1280, "height": 900}
    for essai in (largeur["width"], 320):
        page.set_viewport_size({"width": essai, "height": largeur["height"]})
        assert _fautes(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= essai, (
            f"{page.url} overflows at {essai} px"
        )
    page.set_viewport_size({"width": largeur["width"], "height": largeur["height"]})


def _fautes(page: Page) -> list[list[str]]:
    """Return what axe finds: each rule with the first element that breaks it.

    Its half a megabyte is given once to a document, and only what is wrong is read back.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    trouvees: list[list[str]] = page.evaluate(
        "axe.run({resultTypes: ['violations']})"
        ".then(tout => tout.violations.map(faute => [faute.id, faute.nodes[0].html]))"
    )
    return trouvees


def recharger_jusqu_a(page: Page, texte: str | re.Pattern[str], delai_s: float = 40.0) -> None:
    """Reload, as a patient person does, until the page says ``texte``."""
    fin = time.monotonic() + delai_s
    while not page.get_by_text(texte).first.is_visible():
        assert time.monotonic() < fin, f"{page.url} never said {texte!r}"
        page.wait_for_timeout(500)
        page.reload()


def pdf_signe(source: bytes) -> bytes:
    """Scan back a printed form: the same pages, written anew."""
    ecrivain = PdfWriter()
    for feuille in PdfReader(io.BytesIO(source)).pages:
        ecrivain.add_page(feuille)
    tampon = io.BytesIO()
    ecrivain.write(tampon)
    return tampon.getvalue()


def pdf_avec_eicar(source: bytes) -> bytes:
    """Attach the antivirus test file inside a PDF; composed here so that no file of the project bears it."""
    eicar = "-".join(EICAR_EN_MORCEAUX)
    ecrivain = PdfWriter(clone_from=io.BytesIO(source))
    ecrivain.add_attachment("note.txt", eicar.encode())
    tampon = io.BytesIO()
    ecrivain.write(tampon)
    return tampon.getvalue()
