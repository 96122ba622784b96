"""What a technicien and an agent do with a signalement (steps 3 to 6 of the story)."""

import io
import re
import zipfile

from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.parcours.conftest import ouvrir
from tests.parcours.gestes import (
    bouton,
    connecter,
    lien,
    menu,
    verifier,
)
from tests.parcours.pile import Pile

NIR = "1 85 05 78 006 084 " + "91"
NOM, PRENOM = "Lemaire", "Binta"
REFERENCE = re.compile(r"20\d\d-691-[A-Z2-9]{6}")


def technicienne(chromium: Browser, pile: Pile, *, javascript: bool = True) -> Page:
    """Open the browser of the technicienne of the demonstration."""
    page = ouvrir(chromium, pile, javascript=javascript).new_page()
    compte = pile.compte("t-")
    connecter(page, compte.identifiant, compte.mot_de_passe)
    return page


def commencer(page: Page) -> None:
    """Open a draft."""
    menu(page, "Nouvelle demande").click()
    verifier(page)
    bouton(page, "Commencer un signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui est la personne ?")


def dire_qui(page: Page, nom: str = NOM) -> None:
    """Fill the person; each story has its own, or the portal would tell of the demande already open."""
    page.get_by_label("Mme", exact=True).check()
    page.get_by_label("Nom", exact=True).fill(nom)
    page.get_by_label("Prénom", exact=True).fill(PRENOM)
    page.get_by_label("Date de naissance").fill("1988-03-04")
    page.get_by_label("Département de résidence").select_option("69")
    page.get_by_label("Téléphone", exact=True).fill("06 12 34 56 78")


def continuer(page: Page) -> None:
    """Go to the next step."""
    page.get_by_role("button", name="Continuer", exact=True).last.click()


def dire_pourquoi(page: Page) -> None:
    """Fill why, and which care."""
    page.get_by_label("Renoncement ou difficultés d’accès à des soins", exact=True).check()
    verifier(page)
    continuer(page)
    verifier(page)
    page.get_by_label("Pharmacie").check()
    page.get_by_label("De 3 mois à 1 an").check()
    page.get_by_label("Reste à charge").check()
    continuer(page)


def telecharger(page: Page, nom: str) -> bytes:
    """Click a download and return its bytes."""
    with page.expect_download() as attente:
        page.get_by_role("link", name=nom).click()
    return attente.value.path().read_bytes()


def joindre(page: Page, contenu: bytes, nom: str = "scan.pdf") -> None:
    """Attach a file to the agreement."""
    fichier = FilePayload(name=nom, mimeType="application/pdf", buffer=contenu)
    page.get_by_label("Fichier du formulaire signé").set_input_files(fichier)
    bouton(page, "Joindre le formulaire signé").click()


def donner_accord(page: Page, mode: str = "Formulaire signé par la personne") -> None:
    """Certify and declare."""
    page.get_by_label("Je certifie avoir informé la personne").check()
    page.get_by_label(mode).check()
    page.get_by_label("Je déclare que la personne relève du régime général").check()
    page.get_by_label("La personne accepte que la caisse vous dise").check()


def preparer(page: Page, nom: str = NOM) -> bytes:
    """Fill a draft up to the agreement; return the form to sign."""
    commencer(page)
    dire_qui(page, nom)
    continuer(page)
    dire_pourquoi(page)
    donner_accord(page)
    return telecharger(page, "Télécharger le formulaire à signer (PDF)")


def transmettre(page: Page) -> str:
    """Review, transmit, return the reference."""
    continuer(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ce que verra la")
    verifier(page)
    bouton(page, "Transmettre").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signalement transmis")
    trouvee = REFERENCE.search(page.locator("main").inner_text())
    assert trouvee is not None
    return trouvee.group()


def pile_courriel(_pile: Pile) -> str:
    """Return the address of the technicienne of the demonstration."""
    return "awa.diallo@valmont.example"


def repondre(page: Page, reference: str) -> None:
    """As the agent: find it by deadline, take it in charge, write, note, close."""
    verifier(page)
    menu(page, "Demandes").click()
    verifier(page)
    lien(page, "À prendre ou à lire").first.click()
    lien(page, reference).click()
    verifier(page)
    expect(page.get_by_text(f"{PRENOM} {NOM}").first).to_be_visible()
    assert telecharger_piece(page).startswith(b"%PDF")
    bouton(page, "Prendre en charge").click()
    page.locator("#echanges").get_by_role("textbox").fill("Nous appelons la personne demain matin.")
    bouton(page, "Envoyer").click()
    page.locator("#notes").get_by_role("textbox").fill("Rappeler avant midi.")
    bouton(page, "Ajouter une note").click()
    expect(page.get_by_text("Rappeler avant midi.")).to_be_visible()
    bouton(page, "Démarrer l’accompagnement").click()
    lien(page, "Clore").click()
    verifier(page)
    page.get_by_label("Ouverture ou mise à jour de droits").check()
    for question in page.get_by_role("group").filter(has=page.get_by_label("Oui", exact=True)).all():
        question.get_by_label("Oui", exact=True).check()
    bouton(page, "Relire avant de clore").click()
    verifier(page)
    bouton(page, "Clore").click()
    expect(page.get_by_text(re.compile("[Cc]los|[Tt]erminé")).first).to_be_visible()
    verifier(page)


def telecharger_piece(page: Page) -> bytes:
    """Download the signed form, as the agent."""
    with page.expect_download() as attente:
        page.locator("a[href*='/pieces/'], a[href*='/formulaire']").first.click()
    return attente.value.path().read_bytes()


def lire_la_suite(page: Page, reference: str) -> None:
    """As the technicienne: read the answer, find it in the history."""
    menu(page, "Historique").click()
    verifier(page)
    lien(page, reference).click()
    verifier(page)
    expect(page.get_by_text("Nous appelons la personne demain matin.")).to_be_visible()
    assert not page.get_by_text("Rappeler avant midi.").is_visible()


def archive() -> bytes:
    """Make a ZIP that calls itself a PDF."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as zip_:
        zip_.writestr("formulaire.txt", "bonjour")
    return tampon.getvalue()


def commencer_sans_script(page: Page) -> None:
    """Open a draft (axe needs scripts: pages are checked in the other journeys)."""
    menu(page, "Nouvelle demande").click()
    bouton(page, "Commencer un signalement").click()
