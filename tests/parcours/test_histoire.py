"""The story, in a browser, through the whole portal: from the habilitation of a gestionnaire to a closed signalement.

One file on purpose: tests run in parallel file by file, and the journeys share one running portal.
"""

import re

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.parcours.conftest import ouvrir
from tests.parcours.etapes_comptes import (
    PARTENAIRE,
    creer_technicien,
    habiliter_gestionnaire,
    remplir_identite,
)
from tests.parcours.etapes_signalement import (
    NIR,
    NOM,
    PRENOM,
    archive,
    commencer,
    commencer_sans_script,
    continuer,
    dire_pourquoi,
    dire_qui,
    donner_accord,
    joindre,
    lire_la_suite,
    pile_courriel,
    preparer,
    repondre,
    technicienne,
    telecharger,
    transmettre,
)
from tests.parcours.gestes import (
    bouton,
    lien,
    menu,
    ouvrir_compte,
    pdf_avec_eicar,
    pdf_signe,
    recharger_jusqu_a,
    verifier,
)
from tests.parcours.pile import Pile

pytestmark = pytest.mark.parcours


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


@pytest.mark.exigence(
    "DEM-02", "DEM-05", "DEM-06", "DEM-11", "DEM-17", "DEM-20", "DEM-21", "DOC-02", "RGPD-02", "UX-05"
)
def test_a_signalement_travels_from_a_technicien_to_an_agent(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    depuis = len(pile.boite.recus)
    page = technicienne(chromium, pile)
    verifier(page)
    commencer(page)
    verifier(page)
    # A NIR typed in a text field is refused, and is not said again.
    page.get_by_label("Nom", exact=True).fill(f"Lemaire {NIR}")
    continuer(page)
    expect(page.get_by_text("numéro de sécurité sociale").first).to_be_visible()
    assert NIR not in page.get_by_role("alert").first.inner_text()
    dire_qui(page)
    continuer(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pourquoi demandez-vous un accompagnement ?")
    # Left half-way: the browser is closed without a word, and everything is found again.
    with page.expect_response(lambda reponse: "/enregistrement/" in reponse.url):
        page.get_by_label("Renoncement ou difficultés d’accès à des soins", exact=True).check()
    page.context.close()
    page = technicienne(chromium, pile)
    lien(page, re.compile("Signalement|Signaler|Mme B. L.")).first.click()
    expect(page.get_by_label("Renoncement ou difficultés d’accès à des soins", exact=True)).to_be_checked()
    dire_pourquoi(page)
    verifier(page)
    donner_accord(page)
    formulaire = telecharger(page, "Télécharger le formulaire à signer (PDF)")
    assert formulaire.startswith(b"%PDF")
    joindre(page, pdf_signe(formulaire))
    recharger_jusqu_a(page, re.compile("saine|sain"))
    verifier(page)
    reference = transmettre(page)
    verifier(page)
    assert telecharger(page, "Télécharger le récépissé (PDF)").startswith(b"%PDF")
    bureau = ouvrir(chromium, pile, deja=session_agent).new_page()
    bureau.goto("/")
    repondre(bureau, reference)
    courriel = pile.boite.attendre(pile_courriel(pile), f"{reference}.*", depuis)
    assert reference in courriel
    for destinataire, message in pile.boite.recus[depuis:]:
        assert destinataire
        for donnee in (NOM, PRENOM, "06 12 34 56 78", "1988"):
            assert donnee not in message.as_string(), message["Subject"]
    lire_la_suite(page, reference)


@pytest.mark.exigence("DOC-01", "DOC-02", "DOC-03")
def test_a_hostile_file_never_becomes_readable_and_the_author_is_told(pile: Pile, chromium: Browser) -> None:
    page = technicienne(chromium, pile)
    formulaire = preparer(page, "Vasseur")
    joindre(page, pdf_avec_eicar(formulaire))
    recharger_jusqu_a(page, re.compile("infecté", re.IGNORECASE))
    expect(page.get_by_text("Le fichier est effacé, personne ne l’a ouvert.")).to_be_visible()
    joindre(page, archive(), "formulaire.pdf")
    expect(page.get_by_role("alert").first).to_contain_text(re.compile("PDF"))
    verifier(page)


@pytest.mark.exigence("DOC-02", "SEC-02")
def test_with_the_antivirus_stopped_a_clean_file_waits_then_opens(pile: Pile, chromium: Browser) -> None:
    page = technicienne(chromium, pile)
    formulaire = preparer(page, "Caradec")
    pile.clamd.stop()
    try:
        joindre(page, pdf_signe(formulaire))
        page.wait_for_timeout(3000)
        page.reload()
        expect(page.get_by_text("Vous pouvez continuer sans attendre")).to_be_visible()
    finally:
        pile.clamd.start()
    recharger_jusqu_a(page, re.compile("saine|sain"))


@pytest.mark.exigence("DEM-06", "UX-02")
def test_the_whole_deposit_works_without_javascript(pile: Pile, chromium: Browser) -> None:
    page = technicienne(chromium, pile, javascript=False)
    commencer_sans_script(page)
    dire_qui(page, "Sanscript")
    continuer(page)
    page.get_by_label("Difficultés d’accès aux droits", exact=True).check()
    continuer(page)
    donner_accord(page, "Accord donné à distance")
    continuer(page)
    bouton(page, "Transmettre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signalement transmis")
    assert telecharger(page, "Télécharger la lettre de confirmation (PDF)").startswith(b"%PDF")
