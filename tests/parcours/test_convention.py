"""The story of a convention, in a browser, through the whole portal: drawn up, signed, kept, ended, its data destroyed.

Each test tells a part of it and prepares what it does not tell: they run in any order.
"""

import io
import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect
from pypdf import PdfReader

from tests.factories.comptes import MOT_DE_PASSE
from tests.parcours.conftest import ouvrir
from tests.parcours.etapes_convention import (
    CAISSE,
    LOCALE_CAF,
    accueillir,
    attester,
    demander_la_reception,
    en_lettres,
    enregistrer_la_lettre,
    joindre_la_signee,
    jour,
    nommer_referent,
    onglet,
    preparer_l_utilisation,
    recevoir,
    signer_de_toutes,
    telecharger,
)
from tests.parcours.gestes import bouton, connecter, lien, menu, pdf_signe, recharger_jusqu_a, verifier
from tests.parcours.pile import Pile

pytestmark = pytest.mark.parcours
TECHNICIENNE: Final = "t-9000-zmorin"
AVANT: Final = "from tests.parcours.avant_l_histoire import oublier_les_mots_de_passe, ouvrir_une_caf; "


def bureau(chromium: Browser, pile: Pile, session: StorageState, *, javascript: bool = True) -> Page:
    """Open the browser of the gestionnaire de conventions of the caisse."""
    page = ouvrir(chromium, pile, javascript=javascript, deja=session).new_page()
    page.goto("/")
    return page


@pytest.mark.exigence("CONV-01", "CONV-12", "CONV-22", "DOC-02", "UX-02")
def test_a_convention_is_drawn_up_signed_by_deliberation_and_kept(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    nom, debut = "Caf du Pilat", jour(40)
    page = bureau(chromium, pile, session_agent)
    accueillir(page, nom, "caf-pilat.example")
    nommer_referent(page, CAISSE, "Paul Martin", "partenariats@cpam-rhone.example")
    nommer_referent(page, nom, "Zoé Lambert", "referente@caf-pilat.example")
    verifier(page)
    onglet(page, "Vue d’ensemble")
    signer_de_toutes(page, nom, debut)
    verifier(page)
    expect(page.locator("#parties").get_by_text("Délibération n° 2026-014")).to_have_count(2)

    onglet(page, "Documents")
    convention = telecharger(page, "Texte de la convention (PDF)")
    assert convention.startswith(b"%PDF")
    texte = " ".join(
        " ".join(feuille.extract_text() for feuille in PdfReader(io.BytesIO(convention)).pages).split()
    )
    for attendu in (CAISSE, nom, "Nicole Arnaud", "Zoé Lambert"):
        assert attendu in texte, attendu
    signee = pdf_signe(convention)
    joindre_la_signee(page, signee)
    # Until the antivirus has read it, nobody can; then the same bytes come back.
    recharger_jusqu_a(page, re.compile("Télécharger"))
    verifier(page)
    assert telecharger(page, re.compile("Télécharger.*Convention signée")) == signee

    onglet(page, "Calendrier")
    expect(page.locator("#passe").get_by_text(en_lettres(debut)).first).to_be_visible()
    expect(page.locator("#a-venir").get_by_text("article 14.1").first).to_be_attached()
    verifier(page)
    preparer_l_utilisation(page, nom)
    signer_de_toutes(page, nom, debut)
    lien(page, nom).first.click()
    expect(page.get_by_text(f"Accès ouverts avec la {CAISSE}")).to_be_visible()


@pytest.mark.exigence("CONV-05", "CONV-13", "CONV-14", "CONV-16", "HAB-13", "NOV-02", "UX-02")
def test_one_letter_ends_a_convention_the_accesses_close_and_the_data_is_attested_destroyed(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    nom, domaine, depuis, hier = "Caf des Coteaux", "caf-coteaux.example", len(pile.boite.recus), jour(1)
    pile.preparer(
        f"{AVANT}oublier_les_mots_de_passe(); "
        f"ouvrir_une_caf({nom!r}, {domaine!r}, {jour(40).isoformat()!r}, {TECHNICIENNE!r})"
    )
    terrain = ouvrir(chromium, pile).new_page()
    connecter(terrain, TECHNICIENNE, MOT_DE_PASSE)
    expect(menu(terrain, "Nouvelle demande")).to_be_visible()

    page = bureau(chromium, pile, session_agent)
    menu(page, "Partenaires").click()
    lien(page, nom).first.click()
    lien(page, LOCALE_CAF).first.click()
    enregistrer_la_lettre(page, nom, jour(6), "1A 301 220 4455 1")
    demander_la_reception(page, pile.agent.mot_de_passe)
    # Who loses what is said before the decision, and nothing is lost by looking.
    perdus = page.get_by_role("row").filter(has_text=nom)
    for perte in ("1 compte de gestionnaire", "1 compte de technicien", "Signaler une situation"):
        expect(perdus).to_contain_text(perte)
    terrain.reload()
    expect(menu(terrain, "Nouvelle demande")).to_be_visible()
    recevoir(page, hier)
    verifier(page)

    # The last day was yesterday: the very next request finds no right, before any sweep.
    terrain.reload()
    expect(bouton(terrain, "Se déconnecter")).to_be_visible()
    expect(menu(terrain, "Nouvelle demande")).to_have_count(0)
    verifier(terrain)
    fin = pile.boite.attendre(f"referente@{domaine}", "sa fin est décidée", depuis)
    assert en_lettres(hier).search(fin)

    pile.envoyer_tache("conventions.balayer_conventions")
    demande = pile.boite.attendre(f"referente@{domaine}", "/attestation/", depuis)
    # Its session has ended, and its password opens nothing any more.
    recharger_jusqu_a(terrain, "Comment obtenir un compte")
    terrain.goto("/connexion/")
    terrain.get_by_label("Identifiant").fill(TECHNICIENNE)
    terrain.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    bouton(terrain, "Se connecter").click()
    expect(
        terrain.get_by_text(re.compile("Connexion impossible|ne sont pas corrects|incorrect")).first
    ).to_be_visible()
    expect(bouton(terrain, "Se déconnecter")).to_have_count(0)

    chemin = re.search(r"/attestation/\S+", demande)
    assert chemin is not None
    attester(ouvrir(chromium, pile).new_page(), chemin.group(), hier)
    menu(page, "Partenaires").click()
    lien(page, "Attestations de destruction").click()
    ligne = page.get_by_role("row").filter(has_text=nom)
    expect(ligne).to_contain_text(re.compile("attestée.*Karim Belaïd", re.DOTALL))
    verifier(page)


@pytest.mark.exigence("CONV-01", "CONV-05", "CONV-16", "CONV-22", "UX-02")
def test_the_same_without_javascript(pile: Pile, chromium: Browser, session_agent: StorageState) -> None:
    nom = "Caf de la Plaine"
    pile.preparer(f"{AVANT}oublier_les_mots_de_passe()")
    page = bureau(chromium, pile, session_agent, javascript=False)
    accueillir(page, nom, "caf-plaine.example", script=False)
    signer_de_toutes(page, nom, jour(40), script=False)
    enregistrer_la_lettre(page, nom, jour(6), "1A 301 220 4456 8", script=False)
    demander_la_reception(page, pile.agent.mot_de_passe, script=False)
    recevoir(page, jour(1))
    onglet(page, "Vue d’ensemble")
    expect(page.get_by_text(re.compile("Résiliation, le .*dernier jour le")).first).to_be_visible()
