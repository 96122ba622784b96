"""What a caisse and a structure do with accounts: ask, decide, end, report, review."""

import re
from typing import Final

from playwright.sync_api import Browser, Page, StorageState, expect

from tests.factories.comptes import MOT_DE_PASSE
from tests.parcours.conftest import ouvrir
from tests.parcours.etapes_comptes import remplir_identite
from tests.parcours.etapes_convention import en_lettres, jour, regarder
from tests.parcours.gestes import MOT_DE_PASSE_CHOISI, bouton, connecter, lien, menu, verifier
from tests.parcours.pile import Pile

AVANT: Final = "from tests.parcours.avant_l_histoire import oublier_les_mots_de_passe, ouvrir_un_ccas; "
LONGUEUR_MINIMALE: Final = 12


def preparer(pile: Pile, nom: str, domaine: str, *personnes: tuple[str, str, str]) -> None:
    """Open a CCAS with its accounts; whoever is signed in typed the password an hour ago."""
    pile.preparer(f"{AVANT}oublier_les_mots_de_passe(); ouvrir_un_ccas{(nom, domaine, *personnes)!r}")


def poste(chromium: Browser, pile: Pile, identifiant: str, *, javascript: bool = True) -> Page:
    """Open the browser of somebody of the structure, signed in."""
    page = ouvrir(chromium, pile, javascript=javascript).new_page()
    connecter(page, identifiant, MOT_DE_PASSE)
    return page


def bureau(chromium: Browser, pile: Pile, session: StorageState, *, javascript: bool = True) -> Page:
    """Open the browser of the gestionnaire de conventions of the caisse."""
    page = ouvrir(chromium, pile, javascript=javascript, deja=session).new_page()
    page.goto("/")
    return page


def confirmer_qui_je_suis(page: Page, mot_de_passe: str) -> None:
    """Type the password again: what follows ends something."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmer que c’est bien vous")
    page.get_by_label("Mot de passe").fill(mot_de_passe)
    bouton(page, "Continuer").click()


def rubrique(page: Page, nom: str) -> None:
    """As the caisse, open one of the pages about accounts."""
    menu(page, "Habilitations").click()
    lien(page.get_by_role("navigation", name="Habilitations"), nom).click()


def ouvrir_le_compte(page: Page, qui: str) -> None:
    """As a gestionnaire, open the page of an account of the structure."""
    menu(page, "Comptes").click()
    lien(page, re.compile(f"Ouvrir le compte d.*{qui}")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(qui)


def demander_un_gestionnaire(page: Page, courriel: str, *, script: bool = True) -> None:
    """As a gestionnaire, ask the caisse for somebody else; an address outside the domains is refused, nothing is lost."""
    menu(page, "Comptes").click()
    regarder(page, script=script)
    lien(page, "Demander un gestionnaire").first.click()
    regarder(page, script=script)
    remplir_identite(page, "Rose", "Garnier", "rose.garnier@gratuit.example")
    bouton(page, "Envoyer la demande à la caisse").click()
    expect(page.get_by_label("Courriel professionnel")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Garnier")
    regarder(page, script=script)
    page.get_by_label("Courriel professionnel").fill(courriel)
    bouton(page, "Envoyer la demande à la caisse").click()
    expect(page.get_by_text("est transmise à la CPAM du Rhône")).to_be_visible()
    regarder(page, script=script)


def trouver_la_demande(page: Page, structure: str, delai: str, *, script: bool = True) -> None:
    """As the caisse, find the request of a structure in the work list, with what is left of its term; open it."""
    menu(page, "Habilitations").click()
    ligne = page.get_by_role("row").filter(has_text=structure)
    expect(ligne).to_contain_text(re.compile(delai))
    expect(ligne).to_contain_text("à décider le")
    regarder(page, script=script)
    lien(ligne, re.compile(r"H-[0-9A-F]{8}")).click()
    regarder(page, script=script)


def lire_les_regles(page: Page, chemin: str) -> None:
    """Open the link of the mail: each rule of a password is marked while it is typed."""
    page.goto(chemin)
    # The secret has left the address before anything is shown.
    assert page.url.endswith("/activer/"), page.url
    longueur = page.locator("[data-regle=longueur]")
    page.get_by_label("Votre mot de passe").fill("court")
    expect(longueur).to_contain_text("pas encore respectée")
    verifier(page)
    page.get_by_label("Votre mot de passe").fill("x" * LONGUEUR_MINIMALE)
    expect(longueur).to_contain_text(re.compile("(?<!encore )respectée"))
    bouton(page, "Ouvrir mon compte").click()
    # The server judges too: the second box is empty, and no account is open.
    expect(page.get_by_role("heading", level=1)).to_have_text("Ouvrir votre compte")


def annoncer_un_depart(page: Page, qui: str, *, script: bool = True) -> None:
    """As a gestionnaire, announce a departure: refused a day too soon, nothing typed is lost, then sent."""
    ouvrir_le_compte(page, qui)
    regarder(page, script=script)
    lien(page, "Demander l’inactivation").click()
    regarder(page, script=script)
    precision = "Retraite : la passation est faite."
    page.get_by_label("Précision pour la caisse").fill(precision)
    page.get_by_label("Date souhaitée").fill(jour(-14).isoformat())
    bouton(page, "Envoyer la demande à la caisse").click()
    expect(page.get_by_label("Date souhaitée")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Précision pour la caisse")).to_have_value(precision)
    expect(page.get_by_label("Date souhaitée")).to_have_value(jour(-14).isoformat())
    regarder(page, script=script)
    page.get_by_label("Date souhaitée").fill(jour(-15).isoformat())
    bouton(page, "Envoyer la demande à la caisse").click()
    expect(page.get_by_text("est transmise à la CPAM du Rhône")).to_be_visible()
    expect(page.get_by_text(en_lettres(jour(-15))).first).to_be_visible()


def accepter_le_depart(page: Page, pile: Pile) -> None:
    """As the caisse, accept the departure that is open: what follows is said first, the password asked again."""
    lien(page, "Accepter l’inactivation").click()
    confirmer_qui_je_suis(page, pile.agent.mot_de_passe)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accepter l’inactivation")
    verifier(page)
    bouton(page, "Accepter l’inactivation").click()
    expect(page.get_by_text("L’inactivation est acceptée")).to_be_visible()


def est_dehors(page: Page) -> None:
    """Check that this browser, whose session was ended elsewhere, finds the door at its next click."""
    expect(bouton(page, "Se connecter")).to_be_visible()
    expect(bouton(page, "Se déconnecter")).to_have_count(0)


def signaler_le_vol(page: Page, qui: str) -> None:
    """As a gestionnaire, report that the password of a technicien was stolen: the account closes at once."""
    ouvrir_le_compte(page, qui)
    lien(page, "Signaler un compte compromis").click()
    expect(page.get_by_text("est inactivé à l’instant")).to_be_visible()
    verifier(page)
    page.get_by_label("Mot de passe, téléphone ou ordinateur volé").check()
    page.get_by_label("Racontez en quelques mots").fill("Téléphone volé dans le train.")
    bouton(page, "Signaler et inactiver le compte").click()
    expect(page.get_by_text("Le compte est inactivé et ses connexions sont fermées.")).to_be_visible()
    verifier(page)


def choisir_un_nouveau(page: Page, chemin: str, identifiant: str) -> None:
    """Follow the one-time link: the stolen password is refused, a new one opens the account."""
    page.goto(chemin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Choisir un nouveau mot de passe")
    verifier(page)
    for essai in (MOT_DE_PASSE, MOT_DE_PASSE_CHOISI):
        page.get_by_label("Votre mot de passe").fill(essai)
        page.get_by_label("Le même, une seconde fois").fill(essai)
        bouton(page, "Changer de mot de passe").click()
        if essai == MOT_DE_PASSE:
            expect(page.get_by_role("heading", level=1)).to_have_text("Choisir un nouveau mot de passe")
            expect(page.get_by_label("Votre mot de passe")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre mot de passe est changé")
    page.goto(chemin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne fonctionne plus")
    connecter(page, identifiant, MOT_DE_PASSE_CHOISI)


def signaler_du_dehors(page: Page, identifiant: str, courriel: str, *, script: bool = True) -> str:
    """Without signing in, report an account; return every word of the answer."""
    page.goto("/connexion/")
    page.goto("/compte-compromis/")
    regarder(page, script=script)
    page.get_by_label("Mot de passe perdu ou connu d’un tiers").check()
    page.get_by_label("Quand l’avez-vous constaté ?").fill(jour(1).isoformat())
    page.get_by_label("Avec quelle caisse votre structure travaille-t-elle ?").select_option(
        label=page.get_by_role("option", name=re.compile("CPAM du Rhône")).first.inner_text()
    )
    page.get_by_role("textbox", name="Votre structure").fill("CCAS de Sainte-Colombe")
    page.get_by_label("Identifiant du compte").fill(identifiant)
    page.get_by_label("Vos prénom et nom").fill("Ada Colin")
    page.get_by_label("Votre téléphone").fill("04 72 00 00 00")
    bouton(page, "Envoyer le signalement").click()
    # The address is missing: said beside its field, and nothing typed is lost.
    expect(page.get_by_label("Votre courriel")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Identifiant du compte")).to_have_value(identifiant)
    page.get_by_label("Votre courriel").fill(courriel)
    bouton(page, "Envoyer le signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre signalement est reçu")
    regarder(page, script=script)
    return page.locator("main").inner_text()


def ouvrir_une_campagne(page: Page, structure: str) -> None:
    """As the caisse, open a campaign for one structure only."""
    rubrique(page, "Revues d’habilitation")
    verifier(page)
    lien(page, "Ouvrir une campagne").click()
    verifier(page)
    for case in page.get_by_role("group", name="Partenaires interrogés").get_by_role("checkbox").all():
        case.uncheck()
    page.get_by_label(structure, exact=True).check()
    bouton(page, "Ouvrir la campagne").click()
    expect(page.get_by_text("La campagne est ouverte")).to_be_visible()
    verifier(page)


def repondre_a(page: Page, identifiant: str, *, retirer: bool = False) -> None:
    """Answer for one account, on the page of the review."""
    reponse = page.get_by_role("group", name=re.compile(f"Votre réponse pour .*{identifiant}"))
    if retirer:
        reponse.get_by_role("radio", name="Retirer ce compte").check()
        page.get_by_label(re.compile(f"Raison, si vous retirez ce compte.*{identifiant}")).select_option(
            label="A quitté la structure"
        )
    else:
        reponse.get_by_role("radio", name="Confirmer").check()


def verifier_le_certificat(page: Page, numero: str, empreinte: str) -> None:
    """Ask the portal whether a certificate says what was answered."""
    page.goto("/revues/certificats/verification/")
    page.get_by_label("Numéro du certificat").fill(numero)
    page.get_by_label("Début de l’empreinte").fill(empreinte)
    bouton(page, "Vérifier").click()
