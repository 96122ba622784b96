"""The story of accounts, in a browser, through the whole portal: asked for, opened, reviewed, stolen, ended, erased.

Each test tells a part of it with a structure of its own: they run in any order.
"""

import io
import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect
from pypdf import PdfReader

from tests.parcours.conftest import ouvrir
from tests.parcours.etapes_convention import en_lettres, jour, telecharger
from tests.parcours.etapes_habilitations import (
    accepter_le_depart,
    annoncer_un_depart,
    bureau,
    choisir_un_nouveau,
    demander_un_gestionnaire,
    est_dehors,
    lire_les_regles,
    ouvrir_une_campagne,
    poste,
    preparer,
    repondre_a,
    rubrique,
    signaler_du_dehors,
    signaler_le_vol,
    trouver_la_demande,
    verifier_le_certificat,
)
from tests.parcours.gestes import bouton, lien, menu, ouvrir_compte, verifier
from tests.parcours.pile import Pile

pytestmark = pytest.mark.parcours
CAISSE: Final = "paul.martin@cpam-rhone.example"
# Six months are 184 days at most.
PLUS_DE_SIX_MOIS: Final = 190


def le_lien(courriel: str) -> str:
    """Return the one-time link of a mail."""
    chemin = re.search(r"/activer/\S+", courriel)
    assert chemin is not None, courriel
    return chemin.group()


def plus_tard(pile: Pile, module: str, service: str, dans_jours: int) -> None:
    """Run one sweep as the worker would, on the first hour of a later day in Paris."""
    le = jour(-dans_jours)
    moment = f"dt.datetime({le.year}, {le.month}, {le.day}, 1, tzinfo=ZoneInfo('Europe/Paris'))"
    pile.vivre_plus_tard(
        "import datetime as dt; from zoneinfo import ZoneInfo; "
        f"from habilitations.services.{module} import {service}; {service}(maintenant={moment})"
    )


def texte_du_pdf(contenu: bytes) -> str:
    """Return the words of a PDF."""
    assert contenu.startswith(b"%PDF")
    return " ".join(" ".join(f.extract_text() for f in PdfReader(io.BytesIO(contenu)).pages).split())


@pytest.mark.exigence("HAB-04", "HAB-05", "HAB-06", "HAB-10", "UX-02", "UX-06")
def test_a_second_gestionnaire_is_asked_for_arrives_and_the_first_leaves_on_the_day(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    nom, domaine, depuis = "CCAS de Montbrun", "montbrun.example", len(pile.boite.recus)
    rose, ada = f"rose.garnier@{domaine}", f"ada.colin@{domaine}"
    preparer(pile, nom, domaine, ("g-9101-acolin", "Ada", "Colin"), ("t-9101-lfaure", "Lise", "Faure"))
    premiere = poste(chromium, pile, "g-9101-acolin")
    demander_un_gestionnaire(premiere, rose)
    assert re.search("à décider au plus tard le", pile.boite.attendre(CAISSE, nom, depuis))

    page = bureau(chromium, pile, session_agent)
    trouver_la_demande(page, nom, "reste 5 jours ouvrés")
    bouton(page, "Habiliter et envoyer l’invitation").click()
    expect(page.get_by_text(f"est acceptée. L’invitation part à l’adresse {rose}")).to_be_visible()
    pile.boite.attendre(ada, "a accepté la demande", depuis)
    nouvelle = ouvrir(chromium, pile).new_page()
    lire_les_regles(nouvelle, le_lien(pile.boite.attendre(rose, "/activer/", depuis)))
    assert ouvrir_compte(nouvelle, pile, rose, depuis).startswith("g-")

    annoncer_un_depart(premiere, "Colin")
    trouver_la_demande(page, nom, "reste")
    accepter_le_depart(page, pile)
    premiere.goto("/comptes/")
    expect(premiere.get_by_text("Une place libérée").first).to_be_visible()
    verifier(premiere)
    plus_tard(pile, "executions", "executer_demandes", 14)
    premiere.reload()
    expect(bouton(premiere, "Se déconnecter")).to_be_visible()
    plus_tard(pile, "executions", "executer_demandes", 15)
    menu(premiere, "Comptes").click()
    est_dehors(premiere)
    assert en_lettres(jour(-15)).search(pile.boite.attendre(ada, "est inactivé depuis", depuis))
    la_suite(nouvelle)


def la_suite(page: Page) -> None:
    """As the successor, find the account that ended, its proof, and the technicien still there."""
    menu(page, "Comptes").click()
    expect(page.get_by_role("row").filter(has_text="t-9101-lfaure")).to_contain_text("actif")
    page.get_by_text("Comptes inactivés (1)").click()
    verifier(page)
    lien(page, re.compile("Ouvrir le compte d.*Colin")).click()
    verifier(page)
    texte = texte_du_pdf(telecharger(page, re.compile("Attestation")))
    assert "g-9101-acolin" in texte
    assert en_lettres(jour(-15)).search(texte)


@pytest.mark.exigence("HAB-12", "HAB-14", "SEC-01", "UX-02")
def test_a_stolen_password_closes_the_account_and_the_caisse_opens_it_again(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    nom, domaine, depuis = "CCAS de Rivoire", "rivoire.example", len(pile.boite.recus)
    lise = f"lise.faure@{domaine}"
    preparer(pile, nom, domaine, ("g-9102-acolin", "Ada", "Colin"), ("t-9102-lfaure", "Lise", "Faure"))
    volee, gerante = poste(chromium, pile, "t-9102-lfaure"), poste(chromium, pile, "g-9102-acolin")
    menu(volee, "Nouvelle demande").click()
    expect(bouton(volee, "Se déconnecter")).to_be_visible()
    signaler_le_vol(gerante, "Faure")
    volee.reload()
    est_dehors(volee)
    verifier(volee)
    pile.boite.attendre(lise, "est inactivé depuis", depuis)
    assert "t-9102-lfaure" in pile.boite.attendre(CAISSE, "Le compte est déjà inactivé", depuis)

    page = bureau(chromium, pile, session_agent)
    rubrique(page, "Comptes compromis")
    verifier(page)
    ligne = page.get_by_role("row").filter(has_text="t-9102-lfaure")
    expect(ligne).to_contain_text(nom)
    lien(ligne, re.compile("SEC-")).click()
    # Told by the gestionnaire, and what the journal says of the thirty days before.
    expect(page.get_by_text("Téléphone volé dans le train.")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Ce que dit le journal depuis le"))).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=re.compile("onnexion.* fois")).first).to_be_visible()
    verifier(page)
    incident = page.url
    reactiver(page, "t-9102-lfaure")

    choisir_un_nouveau(
        volee, le_lien(pile.boite.attendre(lise, "n’ouvre|ne sert qu’une fois", depuis)), "t-9102-lfaure"
    )
    expect(menu(volee, "Nouvelle demande")).to_be_visible()
    clore(page, incident)
    pile.boite.attendre(f"ada.colin@{domaine}", "clos", depuis)


def reactiver(page: Page, identifiant: str) -> None:
    """As the caisse, bring back the account of the report that is open."""
    lien(page, identifiant).first.click()
    verifier(page)
    lien(page, "Réactiver").click()
    expect(page.get_by_text("reçoit un lien pour choisir un nouveau mot de passe")).to_be_visible()
    verifier(page)
    bouton(page, "Réactiver le compte").click()
    expect(page.get_by_text("est réactivé. La personne est prévenue par courriel.")).to_be_visible()


def clore(page: Page, incident: str) -> None:
    """As the caisse, say what was done, and close the report."""
    page.goto(incident)
    lien(page, "Clore").click()
    verifier(page)
    page.get_by_label("Compte rétabli, accès sécurisé de nouveau").check()
    page.get_by_label("Ce qui a été fait").fill("Mot de passe changé, connexions relues avec la personne.")
    bouton(page, "Clore le signalement").click()
    expect(page.get_by_text("est clos.").first).to_be_visible()


@pytest.mark.exigence("HAB-01", "HAB-07", "HAB-12", "SEC-01", "UX-02")
def test_from_outside_the_portal_tells_nothing_and_the_mail_tells_its_owner(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    nom, domaine, depuis = "CCAS de Sainte-Colombe", "colombe.example", len(pile.boite.recus)
    ada = f"ada.colin@{domaine}"
    preparer(pile, nom, domaine, ("g-9103-acolin", "Ada", "Colin"), ("t-9103-acolin", "Ada", "Colin"))
    page, sans_script = (ouvrir(chromium, pile, javascript=oui).new_page() for oui in (True, False))
    connu = signaler_du_dehors(page, "t-9103-acolin", "ici@dehors.example")
    inconnu = signaler_du_dehors(sans_script, "t-9103-personne", "la@dehors.example", script=False)
    assert connu == inconnu
    accuses = [
        pile.boite.attendre(adresse, "est reçu", depuis)
        for adresse in ("ici@dehors.example", "la@dehors.example")
    ]
    assert accuses[0] == accuses[1]
    assert "t-9103-acolin" in pile.boite.attendre(ada, "Votre compte reste ouvert", depuis)
    agent = bureau(chromium, pile, session_agent)
    rubrique(agent, "Comptes compromis")
    for identifiant in ("t-9103-acolin", "t-9103-personne"):
        expect(agent.get_by_role("row").filter(has_text=identifiant)).to_have_count(1)

    page.goto("/connexion/")
    verifier(page)
    for adresse in (f"personne@{domaine}", ada):
        page.goto("/connexion/identifiant-oublie/")
        page.get_by_label("Votre courriel professionnel").fill(adresse)
        bouton(page, "Recevoir mon identifiant").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
    verifier(page)
    rappel = pile.boite.attendre(ada, "Voici ce qui s’ouvre", depuis)
    assert re.search(rf"g-9103-acolin\xa0: gestionnaire, {nom}", rappel)
    assert re.search(rf"t-9103-acolin\xa0: technicien, {nom}", rappel)
    assert f"personne@{domaine}" not in [destinataire for destinataire, _ in pile.boite.recus]


@pytest.mark.exigence("HAB-14", "HAB-15", "NOV-09", "UX-02")
def test_a_review_line_by_line_its_certificate_and_what_is_left_of_it_after_six_months(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    nom, domaine, depuis = "CCAS de Fontanes", "fontanes.example", len(pile.boite.recus)
    gens = (
        ("g-9104-acolin", "Ada", "Colin"),
        ("t-9104-lfaure", "Lise", "Faure"),
        ("t-9104-hmarin", "Hugo", "Marin"),
    )
    preparer(pile, nom, domaine, *gens)
    ouvrir_une_campagne(bureau(chromium, pile, session_agent), nom)
    assert "/revues/" in pile.boite.attendre(f"ada.colin@{domaine}", "revue", depuis)
    page = poste(chromium, pile, "g-9104-acolin")
    lien(page, "Répondre à la revue").click()
    verifier(page)
    for identifiant, *_ in gens:
        repondre_a(page, identifiant, retirer=identifiant == "t-9104-hmarin")
    bouton(page, "Enregistrer les réponses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retirer 1 compte")
    verifier(page)
    bouton(page, "Retirer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"Revue RH-\d{4}-\d+"))
    verifier(page)
    revue = page.url
    numero = page.locator("dt:has-text('Numéro') + dd").inner_text()
    empreinte = page.locator("dt:has-text('Début de l’empreinte') + dd").inner_text()
    texte = texte_du_pdf(telecharger(page, "Télécharger en PDF"))
    tableur = telecharger(page, "Télécharger pour un tableur").decode("utf-8-sig")
    for document in (texte, tableur):
        for attendu in ("t-9104-hmarin", "t-9104-lfaure", "g-9104-acolin"):
            assert attendu in document, attendu
    assert numero in texte
    verifier_le_certificat(page, numero, empreinte)
    expect(page.get_by_text("Certificat conforme")).to_be_visible()
    verifier(page)

    plus_tard(pile, "avertissements", "avertir_des_effacements", PLUS_DE_SIX_MOIS - 30)
    pile.boite.attendre(f"hugo.marin@{domaine}", "effacé", depuis)
    plus_tard(pile, "effacements", "effacer_comptes", PLUS_DE_SIX_MOIS)
    apres_l_effacement(page, revue)
    verifier_le_certificat(page, numero, empreinte)
    expect(page.get_by_text("Certificat conforme")).to_be_visible()
    verifier_le_certificat(page, numero, f"{empreinte[:-1]}{'0' if empreinte[-1] != '0' else '1'}")
    expect(page.get_by_text("ne correspondent pas")).to_be_visible()
    verifier(page)


def apres_l_effacement(page: Page, revue: str) -> None:
    """Check that the person has left the review, its certificate and the list, and that the line stays."""
    page.goto(revue)
    ligne = page.get_by_role("row").filter(has_text="Compte effacé")
    expect(ligne).to_contain_text("retiré")
    expect(page.get_by_text("Marin")).to_have_count(0)
    verifier(page)
    texte = texte_du_pdf(telecharger(page, "Télécharger en PDF"))
    assert "Compte effacé" in texte
    for trace in ("Marin", "hmarin"):
        assert trace not in texte, trace
    menu(page, "Comptes").click()
    expect(page.get_by_text("t-9104-lfaure").first).to_be_visible()
    expect(page.get_by_text("hmarin")).to_have_count(0)


@pytest.mark.exigence("HAB-04", "HAB-10", "HAB-15", "UX-02")
def test_the_same_without_javascript(pile: Pile, chromium: Browser, session_agent: StorageState) -> None:
    nom, domaine, depuis = "CCAS de Tarare-le-Haut", "tarare.example", len(pile.boite.recus)
    preparer(
        pile,
        nom,
        domaine,
        ("g-9105-acolin", "Ada", "Colin"),
        ("g-9105-nroy", "Nora", "Roy"),
        ("t-9105-lfaure", "Lise", "Faure"),
    )
    gerante = poste(chromium, pile, "g-9105-acolin", javascript=False)
    annoncer_un_depart(gerante, "Roy", script=False)
    page = bureau(chromium, pile, session_agent, javascript=False)
    trouver_la_demande(page, nom, "reste", script=False)
    motif = "La personne indique qu’elle reste en fonction"
    page.get_by_label(re.compile(motif)).check()
    bouton(page, "Refuser la demande").click()
    expect(page.get_by_text("est refusée. Le partenaire reçoit le motif.")).to_be_visible()
    pile.boite.attendre(f"ada.colin@{domaine}", motif, depuis)
    gerante.reload()
    expect(gerante.get_by_text(motif).first).to_be_visible()
    demander_un_gestionnaire(gerante, f"rose.garnier@{domaine}", script=False)
    repondre_sans_script(gerante)


def repondre_sans_script(page: Page) -> None:
    """Open a review of one's own structure and answer it, without a script."""
    menu(page, "Revue d’habilitation").click()
    lien(page, "Ouvrir une revue").click()
    bouton(page, "Ouvrir la revue").click()
    page.goto("/revues/")
    lien(page, "Répondre").first.click()
    repondre_a(page, "g-9105-acolin")
    bouton(page, "Enregistrer les réponses").click()
    expect(page.get_by_text("1 compte confirmé.")).to_be_visible()
    lien(page, "Relire puis confirmer d’un coup les comptes sans réponse").click()
    bouton(page, "Confirmer ces comptes").click()
    expect(page.get_by_text("la revue est close et son certificat est prêt")).to_be_visible()
    assert texte_du_pdf(telecharger(page, "Télécharger en PDF")).count("9105") >= len(("g", "g", "t"))
