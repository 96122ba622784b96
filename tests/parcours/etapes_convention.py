"""What a gestionnaire de conventions does with a convention: draw up, sign, keep, write, end."""

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from playwright.sync_api import FilePayload, Page, expect

from tests.parcours.gestes import bouton, lien, menu, verifier

CAISSE: Final = "CPAM du Rhône"
LOCALE_CAF: Final = "Convention locale avec une caisse d’allocations familiales"
UTILISATION: Final = "Convention d’utilisation du portail"


def jour(il_y_a: int = 0) -> dt.date:
    """Return a day counted back from today, where the caisse is."""
    return dt.datetime.now(ZoneInfo("Europe/Paris")).date() - dt.timedelta(days=il_y_a)


def en_lettres(le: dt.date) -> re.Pattern[str]:
    """Return what a page writes of a day: its number and its year (the month in letters between them)."""
    return re.compile(rf"{'1er' if le.day == 1 else le.day}\s[^\s\d]+\s{le.year}")


def regarder(page: Page, *, script: bool) -> None:
    """Check a page as UX-02 wants it; axe itself needs scripts."""
    if script:
        verifier(page)


def accueillir(page: Page, nom: str, domaine: str, *, script: bool = True) -> None:
    """Welcome a caisse d'allocations familiales with its first convention, a draft."""
    menu(page, "Partenaires").click()
    lien(page, "Accueillir un partenaire").first.click()
    regarder(page, script=script)
    page.get_by_label("Nom du partenaire").fill(nom)
    page.get_by_label("Type d’organisme").select_option(label="Caisse d’allocations familiales")
    page.get_by_label("Commune").fill("Givors")
    page.get_by_label("Domaines de messagerie professionnels").fill(domaine)
    page.get_by_label("Première convention").select_option(label=LOCALE_CAF)
    bouton(page, "Enregistrer le partenaire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LOCALE_CAF)
    regarder(page, script=script)


def nommer_referent(page: Page, partie: str, nom: str, courriel: str) -> None:
    """Name, without an account, who answers for a party."""
    onglet(page, "Référents et échanges")
    lien(page, f"Nommer un référent pour {partie}").click()
    page.get_by_label("Prénom et nom").fill(nom)
    page.get_by_label("Courriel professionnel").fill(courriel)
    bouton(page, "Nommer ce référent").click()
    expect(page.get_by_text("Le référent est nommé")).to_be_visible()


def onglet(page: Page, nom: str) -> None:
    """Go to a page of the convention."""
    lien(page.get_by_role("navigation", name="Pages de la convention"), nom).click()


def mettre_en_signature(page: Page) -> None:
    """Close the draft."""
    bouton(page, "Mettre en signature").click()
    expect(page.get_by_text("La convention est en signature")).to_be_visible()


def signer(page: Page, partie: str, le: dt.date, representant: str, *, script: bool = True) -> None:
    """Record what stands on the paper: who signed, when, by which deliberation."""
    lien(page, "Enregistrer une signature").click()
    regarder(page, script=script)
    page.get_by_label("Partie signataire").select_option(label=partie)
    page.get_by_label("Date de signature").fill(le.isoformat())
    page.get_by_label("Représentant de la partie").fill(representant)
    page.get_by_label("Délibération", exact=True).check()
    page.get_by_label("Numéro de la délibération").fill("2026-014")
    # A deliberation later than the signature binds nobody: refused beside its field, and nothing typed is lost.
    page.get_by_label("Date de la délibération").fill((le + dt.timedelta(days=1)).isoformat())
    bouton(page, "Enregistrer la signature").click()
    expect(page.get_by_text("la délibération doit être de ce jour-là au plus tard").first).to_be_visible()
    expect(page.get_by_label("Représentant de la partie")).to_have_value(representant)
    page.get_by_label("Date de la délibération").fill((le - dt.timedelta(days=9)).isoformat())
    bouton(page, "Enregistrer la signature").click()


def signer_de_toutes(page: Page, nom: str, le: dt.date, *, script: bool = True) -> None:
    """Put in signature, record both signatures: in force from the last."""
    mettre_en_signature(page)
    signer(page, CAISSE, le - dt.timedelta(days=3), "Hélène Marchand", script=script)
    expect(page.get_by_text("Signature enregistrée.")).to_be_visible()
    signer(page, nom, le, "Nicole Arnaud", script=script)
    expect(page.get_by_text("Dernière signature enregistrée : la convention prend effet.")).to_be_visible()
    expect(page.get_by_text(en_lettres(le)).first).to_be_visible()


def joindre_la_signee(page: Page, contenu: bytes) -> None:
    """Upload the signed scan."""
    onglet(page, "Documents")
    lien(page, "Joindre un document").click()
    verifier(page)
    page.get_by_label("Nature du document").select_option(label="Convention signée")
    fichier = FilePayload(name="signee.pdf", mimeType="application/pdf", buffer=contenu)
    page.get_by_label("Document numérisé").set_input_files(fichier)
    bouton(page, "Joindre le document").click()
    expect(page.get_by_text("Le document est déposé.")).to_be_visible()


def telecharger(page: Page, nom: str | re.Pattern[str]) -> bytes:
    """Follow a link that downloads, and return the file."""
    with page.expect_download() as attente:
        lien(page, nom).first.click()
    return attente.value.path().read_bytes()


def preparer_l_utilisation(page: Page, nom: str) -> None:
    """Draw up the convention d'utilisation that leans on the convention locale."""
    menu(page, "Partenaires").click()
    lien(page, nom).first.click()
    lien(page, "Préparer une convention").click()
    verifier(page)
    page.get_by_label("Modèle").select_option(label=UTILISATION)
    page.get_by_label("Convention métier d’appui").select_option(label=LOCALE_CAF)
    page.get_by_label("Nombre de membres déclaré").fill("12")
    bouton(page, "Enregistrer le projet").click()
    expect(page.get_by_text("Le projet de convention est enregistré.")).to_be_visible()


def enregistrer_la_lettre(page: Page, nom: str, le: dt.date, numero: str, *, script: bool = True) -> None:
    """Enter in the register the letter by which the partner alone ends the convention."""
    onglet(page, "Courriers et fin")
    regarder(page, script=script)
    lien(page, "Enregistrer la lettre Mettre fin par lettre d’une seule partie").click()
    regarder(page, script=script)
    page.get_by_label("Expéditeur").select_option(label=nom)
    page.get_by_label("Date d’envoi").fill(le.isoformat())
    page.get_by_label(f"Numéro de recommandé pour {CAISSE}").fill(numero)
    bouton(page, "Enregistrer la lettre").click()
    expect(page.get_by_text("La lettre est au registre.")).to_be_visible()


def demander_la_reception(page: Page, mot_de_passe: str, *, script: bool = True) -> None:
    """Ask to record the receipt that ends the convention: the password is typed again first."""
    lien(page, "Enregistrer une réception").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmer que c’est bien vous")
    regarder(page, script=script)
    page.get_by_label("Mot de passe").fill(mot_de_passe)
    bouton(page, "Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Enregistrer la réception")
    regarder(page, script=script)


def recevoir(page: Page, le: dt.date) -> None:
    """Record the receipt: the end follows."""
    page.get_by_label("Date de réception").fill(le.isoformat())
    bouton(page, "Enregistrer la réception").click()
    expect(page.get_by_text("Met fin à la convention le").first).to_be_visible()
    expect(page.get_by_text(en_lettres(le)).first).to_be_visible()


def attester(page: Page, chemin: str, le: dt.date) -> None:
    """Follow the one-time link without a session, and sign that the data is destroyed."""
    page.goto(chemin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Attester la destruction des données")
    # The secret has left the address before anything is shown.
    assert page.url.endswith("/attestation/"), page.url
    verifier(page)
    page.get_by_label("Nom et prénom de la personne qui atteste").fill("Karim Belaïd")
    page.get_by_label("Qualité").fill("directeur")
    page.get_by_label("Date de la destruction").fill(le.isoformat())
    bouton(page, "Attester la destruction").click()
    expect(page.get_by_text("Cochez la case pour attester.").first).to_be_visible()
    expect(page.get_by_label("Qualité")).to_have_value("directeur")
    page.get_by_role("checkbox").check()
    bouton(page, "Attester la destruction").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, votre attestation est enregistrée")
    verifier(page)
