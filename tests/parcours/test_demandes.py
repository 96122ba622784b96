"""The stories of the demandes that are no signalement, in a browser, through the whole portal.

Each story has a partner and a person of its own, and runs alone or after the others.
"""

import datetime as dt
import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.factories.comptes import MOT_DE_PASSE
from tests.parcours.etapes_demandes import (
    C2S,
    PIECES,
    Structure,
    accorder,
    aller_terminer,
    bureau,
    certifier,
    choisir,
    deposer_l_etude,
    dire_qui,
    evenement_ics,
    faire,
    joindre,
    prochain,
    redemander_une_piece,
    relire,
    repondre_a_la_caisse,
    sans_nom,
    suivre,
    telecharger,
    terminer,
    texte_du_pdf,
    titre,
    transmettre,
    trouver,
)
from tests.parcours.etapes_signalement import continuer
from tests.parcours.gestes import bouton, lien, menu, recharger_jusqu_a, verifier
from tests.parcours.pile import Pile

pytestmark = pytest.mark.parcours
ETUDE: Final = Structure("CCAS de Corvanne", "corvanne.example", "t-9100-mroche", "Maud", "Sidibeaux")
RENCONTRE: Final = Structure("CCAS de Brévenne", "brevenne.example", "t-9101-lroche", "Lise", "Kouamelan")
PERMANENCE: Final = Structure("CCAS de Soucieu", "soucieu.example", "t-9106-croche", "Chloe", "Mbeguere")
TUTELLE: Final = Structure("Tutelles du Gier", "gier.example", "t-9102-iroche", "Irma", "Tchalabi")
CCAS: Final = Structure("CCAS de Chaponnay", "chaponnay.example", "t-9103-jroche", "Jade", "Vassilieu")
QUESTION: Final = Structure("CCAS de Thurins", "thurins.example", "t-9104-nroche", "Nora", "Delacombe")
SANS_SCRIPT: Final = Structure("CCAS de Limonest", "limonest.example", "t-9105-aroche", "Alix", "Ferrandou")
LIEU: Final = "Bureau du CCAS, rez-de-chaussée"
PASSAGE: Final = "suit une chimiothérapie et"
MODELE: Final = "Conditions de la C2S"


@pytest.mark.exigence("DEM-01", "DEM-07", "DEM-09", "DEM-10", "DEM-22", "DEM-24", "NOV-03", "NOV-04", "UX-02")
def test_an_etude_is_deposited_completed_and_granted(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    ETUDE.ouvrir(pile)
    depuis = len(pile.boite.recus)
    page, agent = ETUDE.entrer(chromium, pile), bureau(chromium, pile, session_agent)
    reference = deposer_l_etude(page, ETUDE.personne)
    suivre(page)
    verifier(page)
    trouver(agent, reference)
    verifier(agent)
    redemander_une_piece(agent)
    repondre_a_la_caisse(page)
    accorder(agent)
    relire(page)
    decision = page.locator("section", has=page.get_by_role("heading", name="Ce qui a été décidé"))
    expect(decision).to_contain_text("Accord")
    expect(page.get_by_text("La carte sera à jour dans un mois.")).to_be_visible()
    page.get_by_text("Voir chaque étape").click()
    calcul = texte_du_pdf(telecharger(page, "Le délai, pas à pas (PDF)"))
    assert reference in calcul
    assert "Le délai est annulé : il repartira de la réponse du partenaire." in calcul.replace("\xa0", " ")
    assert ETUDE.personne not in calcul
    for attendu in ("attend une pièce", "complète et recevable", "terminée"):
        assert reference in pile.boite.attendre(ETUDE.courriel, attendu, depuis)
    sans_nom(pile, depuis, ETUDE.personne)


def demander_un_rendez_vous(page: Page, motif: str, personne: str) -> str:
    """Say what suits the person, and send; return the reference."""
    choisir(page, "rendez_vous", motif)
    dire_qui(page, personne)
    titre(page, "Quel rendez-vous convient ?")
    verifier(page)
    page.get_by_label("La situation est complexe").check()
    page.get_by_label("Sur place").check()
    page.get_by_label("Mardi matin").check()
    continuer(page)
    certifier(page)
    return transmettre(page)


def proposer(agent: Page, jour: dt.date) -> None:
    """As the agent: propose half an hour of this day."""
    lien(agent, "Proposer un rendez-vous").click()
    titre(agent, re.compile("^Proposer un rendez-vous"))
    verifier(agent)
    agent.get_by_label("Sur place").check()
    agent.get_by_label("Jour").fill(jour.isoformat())
    agent.get_by_label("Début").fill("14:30")
    agent.get_by_label("Fin").fill("15:00")
    agent.get_by_label(re.compile("^Lieu")).fill("Agence de Lyon, guichet 4")
    faire(agent, "Proposer un rendez-vous", re.compile("^Le rendez-vous est proposé"))
    verifier(agent)


def demander_une_autre_date(page: Page) -> None:
    """As the partner: decline, with other half-days."""
    relire(page)
    lien(page, "Demander une autre date").click()
    titre(page, re.compile("^Demander une autre date"))
    verifier(page)
    page.get_by_label("Jeudi après-midi").check()
    faire(page, "Demander une autre date", re.compile("^La caisse est prévenue"))
    # A first date met the delay: no deadline is promised for the next one.
    expect(page.get_by_text("La caisse vous proposera une autre date.")).to_be_visible()
    verifier(page)


def dire_qu_il_a_eu_lieu(pile: Pile, agent: Page, reference: str) -> None:
    """As the agent, once the hour has passed."""
    pile.preparer(
        "import datetime as dt; from django.db.models import F; from signalements.models import RendezVous; "
        "recul = dt.timedelta(days=60); "
        f"tenu = RendezVous.objects.filter(demande__reference={reference!r}, etat='confirme'); "
        "tenu.update(debut=F('debut') - recul, fin=F('fin') - recul)"
    )
    agent.reload()
    lien(agent, "Dire comment il s’est passé").click()
    titre(agent, "Comment s’est passé le rendez-vous")
    verifier(agent)
    agent.get_by_label("Il a eu lieu").check()
    faire(agent, "Enregistrer", "Tenu")


@pytest.mark.exigence("DEM-13", "RGPD-02", "UX-02")
def test_a_meeting_is_proposed_put_off_confirmed_and_held(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    RENCONTRE.ouvrir(pile)
    depuis = len(pile.boite.recus)
    page, agent = RENCONTRE.entrer(chromium, pile), bureau(chromium, pile, session_agent)
    reference = demander_un_rendez_vous(page, "Constituer ou compléter un dossier", RENCONTRE.personne)
    suivre(page)
    trouver(agent, reference)
    proposer(agent, prochain(1))
    demander_une_autre_date(page)
    agent.reload()
    retenu = prochain(3)
    proposer(agent, retenu)
    relire(page)
    faire(page, "Confirmer le rendez-vous", re.compile("^Le rendez-vous est confirmé"))
    verifier(page)
    agenda = telecharger(page, "Mettre dans mon agenda")
    evenement = evenement_ics(agenda)
    assert evenement["DTSTART"].startswith(f"{retenu:%Y%m%d}T1")
    assert (evenement["STATUS"], reference in evenement["SUMMARY"]) == ("CONFIRMED", True)
    fiche = texte_du_pdf(telecharger(page, "Fiche à remettre à la personne (PDF)"))
    assert "Agence de Lyon" in fiche
    for donnee in (RENCONTRE.personne, "Ousmane", "1979"):
        assert donnee not in agenda.decode() + fiche
    dire_qu_il_a_eu_lieu(pile, agent, reference)
    aller_terminer(agent)
    terminer(agent, "Le dossier est prêt.")
    relire(page)
    expect(page.get_by_text("A eu lieu", exact=True)).to_be_visible()
    expect(page.get_by_text("Le dossier est prêt.")).to_be_visible()
    pile.boite.attendre(RENCONTRE.courriel, "terminée", depuis)
    sans_nom(pile, depuis, RENCONTRE.personne)


def ouvrir_une_permanence(agent: Page, partenaire: str) -> None:
    """As the agent: hold two slots at a partner's."""
    menu(agent, "Rendez-vous").click()
    titre(agent, "Mes rendez-vous")
    verifier(agent)
    lien(agent.locator("main"), "Permanences").click()
    titre(agent, "Permanences")
    lien(agent, "Ouvrir une permanence").first.click()
    titre(agent, "Ouvrir une permanence")
    verifier(agent)
    agent.get_by_label("Chez quel partenaire").select_option(label=partenaire)
    agent.get_by_label("Lieu").fill(LIEU)
    agent.get_by_label("Premier jour").fill(prochain(2).isoformat())
    agent.get_by_label("Début").fill("09:00")
    agent.get_by_label("Fin").fill("10:00")
    faire(agent, "Ouvrir la permanence", re.compile(r"^1\spermanence ouverte"))
    verifier(agent)


@pytest.mark.exigence("DEM-13", "UX-02")
def test_a_slot_of_a_permanence_is_booked_once(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    PERMANENCE.ouvrir(pile)
    page, agent = PERMANENCE.entrer(chromium, pile), bureau(chromium, pile, session_agent)
    reference = demander_un_rendez_vous(page, "Faire le point sur ses droits", PERMANENCE.personne)
    ouvrir_une_permanence(agent, PERMANENCE.nom)
    menu(page, "Permanences").click()
    titre(page, "Permanences")
    verifier(page)
    lien(page, re.compile("^Choisir un créneau")).click()
    titre(page, re.compile("^Réserver un créneau"))
    verifier(page)
    page.get_by_label(re.compile(r"de 9\sh\s30")).check()
    faire(page, "Réserver ce créneau", re.compile("^Le créneau est réservé"))
    expect(page.locator("#rendez-vous")).to_contain_text("Confirmé")
    verifier(page)
    menu(page, "Permanences").click()
    titre(page, "Permanences")
    expect(page.get_by_text(re.compile(r"^de 9\sh\s00"))).to_have_count(1)
    expect(page.get_by_text(re.compile(r"^de 9\sh\s30"))).to_have_count(0)
    trouver(agent, reference)
    expect(agent.locator("#rendez-vous")).to_contain_text(LIEU)


def demander_un_document(page: Page, personne: str) -> str:
    """Ask for an attestation of rights, and send; return the reference."""
    choisir(page, "document", "Attestation de droits")
    dire_qui(page, personne)
    titre(page, "Faut-il une précision ?")
    verifier(page)
    continuer(page)
    certifier(page)
    return transmettre(page)


@pytest.mark.exigence("DEM-11", "DEM-12", "DOC-02", "UX-02")
def test_a_document_is_handed_to_who_may_receive_it(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    TUTELLE.ouvrir(pile, "ouvrir_une_tutelle")
    depuis = len(pile.boite.recus)
    page, agent = TUTELLE.entrer(chromium, pile), bureau(chromium, pile, session_agent)
    reference = demander_un_document(page, TUTELLE.personne)
    suivre(page)
    trouver(agent, reference)
    verifier(agent)
    lien(agent, "Remettre le document").click()
    titre(agent, re.compile("^Remettre le document"))
    verifier(agent)
    joindre(agent.locator("main"), "Remettre par le portail")
    recharger_jusqu_a(agent, "saine")
    verifier(agent)
    # Delivered once: nothing is left to hand over.
    expect(lien(agent, "Remettre le document")).to_have_count(0)
    pile.boite.attendre(TUTELLE.courriel, reference, depuis)
    aller_terminer(agent)
    terminer(agent)
    relire(page)
    assert telecharger(page, re.compile("^Télécharger.*Document remis")).startswith(b"%PDF")
    sans_nom(pile, depuis, TUTELLE.personne)


@pytest.mark.exigence("DEM-12", "UX-02")
def test_a_document_is_sent_to_the_known_address_where_nobody_may_receive_it(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    CCAS.ouvrir(pile)
    page, agent = CCAS.entrer(chromium, pile), bureau(chromium, pile, session_agent)
    reference = demander_un_document(page, CCAS.personne)
    suivre(page)
    trouver(agent, reference)
    verifier(agent)
    expect(agent.get_by_text(re.compile("^Ce partenaire n’est pas habilité"))).to_be_visible()
    expect(lien(agent, "Remettre le document")).to_have_count(0)
    # Asked for by its address, the page of the upload is refused too.
    agent.goto(f"{agent.url.partition('#')[0]}document/")
    expect(agent.get_by_role("heading", level=1)).to_contain_text(reference)
    expect(agent.locator("input[type=file]")).to_have_count(0)
    aller_terminer(agent)
    agent.get_by_label("Envoyé à l’adresse connue de la personne").check()
    terminer(agent)
    relire(page)
    decision = page.locator("section", has=page.get_by_role("heading", name="Ce qui a été décidé"))
    expect(decision).to_contain_text("Envoyé à l’adresse connue de la personne")


def poser_une_question_de_sante(page: Page) -> str:
    """Ask with a word on health: warned while typing, then by the server, then confirmed; return the reference."""
    choisir(page, "contact", "Comprendre les droits d’une personne")
    dire_qui(page, QUESTION.personne)
    titre(page, "Quelle est votre question ?")
    page.get_by_label("Votre question").fill(f"La personne {PASSAGE} a-t-elle droit à la C2S ?")
    expect(page.get_by_text(re.compile("fait penser à la santé"))).to_be_visible()
    verifier(page)
    continuer(page)
    expect(page.get_by_role("alert").first).to_contain_text("Ce texte semble parler de santé")
    verifier(page)
    page.get_by_label(re.compile("^J’ai relu")).check()
    continuer(page)
    certifier(page)
    return transmettre(page)


def ecrire_un_modele(agent: Page) -> None:
    """As the agent: write a reply model with variables."""
    menu(agent, "Demandes").click()
    lien(agent.locator("main"), "Modèles de réponse").click()
    titre(agent, "Modèles de réponse")
    lien(agent, "Nouveau modèle").first.click()
    titre(agent, "Nouveau modèle de réponse")
    verifier(agent)
    agent.get_by_label("Nom du modèle").fill(MODELE)
    agent.get_by_label("Texte").fill("Pour {{ reference }}, les ressources du foyer décident. {{ caisse }}")
    faire(agent, "Enregistrer le modèle", re.compile("^Le modèle est proposé"))
    verifier(agent)


def repondre_avec_le_modele(agent: Page) -> None:
    """As the agent: insert the model, send."""
    agent.get_by_label("Partir d’un modèle de réponse").select_option(label=MODELE)
    agent.get_by_role("button", name=re.compile("^Insérer")).click()
    message = agent.get_by_label("Votre message au partenaire")
    expect(message).to_have_value(re.compile("ressources du foyer décident. CPAM du Rhône"))
    verifier(agent)
    bouton(agent.locator("#echanges"), "Envoyer").click()
    expect(agent.locator("#echanges").get_by_text("les ressources du foyer décident")).to_be_visible()


def masquer(agent: Page) -> None:
    """As the agent: take what is on health out of the question."""
    lien(agent, "Masquer un passage du texte de la demande").click()
    titre(agent, re.compile("^Masquer un passage"))
    verifier(agent)
    agent.get_by_label("Passage à masquer").fill(PASSAGE)
    agent.get_by_label("Information de santé").check()
    bouton(agent, "Voir ce qui restera").click()
    expect(agent.get_by_text("Le texte, une fois le passage masqué")).to_be_visible()
    verifier(agent)
    faire(agent, "Masquer ce passage", re.compile("^Le passage est masqué"))


def exporter(pile: Pile, page: Page) -> str:
    """As the partner, whose password is an hour old: take the history away; return the file."""
    menu(page, "Historique").click()
    titre(page, "Historique")
    verifier(page)
    lien(page, re.compile("^Exporter l’historique")).click()
    titre(page, "Exporter l’historique")
    verifier(page)
    oublier = "from tests.parcours.avant_l_histoire import oublier_les_mots_de_passe as oublier; "
    pile.preparer(f"{oublier}oublier({QUESTION.identifiant!r})")
    lien(page, "Télécharger en CSV").click()
    titre(page, "Confirmer que c’est bien vous")
    verifier(page)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    with page.expect_download() as attente:
        bouton(page, "Continuer").click()
    return attente.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.exigence("DEM-03", "DEM-14", "DEM-16", "NOV-05", "SEC-01", "UX-02")
def test_a_question_is_guarded_answered_masked_and_exported(
    pile: Pile, chromium: Browser, session_agent: StorageState
) -> None:
    QUESTION.ouvrir(pile)
    depuis = len(pile.boite.recus)
    page, agent = QUESTION.entrer(chromium, pile), bureau(chromium, pile, session_agent)
    reference = poser_une_question_de_sante(page)
    suivre(page)
    verifier(page)
    ecrire_un_modele(agent)
    trouver(agent, reference)
    repondre_avec_le_modele(agent)
    masquer(agent)
    aller_terminer(agent)
    terminer(agent)
    relire(page)
    expect(page.get_by_text("passage masqué par la caisse").first).to_be_visible()
    assert PASSAGE not in page.content() + agent.content()
    expect(
        page.get_by_text(f"Pour {reference}, les ressources du foyer décident. CPAM du Rhône")
    ).to_be_visible()
    ligne = next(ligne for ligne in exporter(pile, page).splitlines() if reference in ligne)
    assert QUESTION.personne in ligne
    assert PASSAGE not in ligne
    pile.boite.attendre(QUESTION.courriel, "terminée", depuis)
    sans_nom(pile, depuis, QUESTION.personne, PASSAGE)


@pytest.mark.exigence("DEM-01", "DEM-07", "NOV-04", "UX-02")
def test_an_etude_is_deposited_without_javascript(pile: Pile, chromium: Browser) -> None:
    SANS_SCRIPT.ouvrir(pile)
    depuis = len(pile.boite.recus)
    page = SANS_SCRIPT.entrer(chromium, pile, javascript=False)
    choisir(page, "etude", C2S)
    dire_qui(page, SANS_SCRIPT.personne)
    continuer(page)
    # Nothing leaves without the compulsory documents, and the review says which.
    titre(page, "Les pièces à joindre")
    lien(page, "Continuer").click()
    certifier(page)
    titre(page, "Ce que verra la CPAM du Rhône")
    expect(bouton(page, "Transmettre")).to_have_count(0)
    lien(page, re.compile("^Compléter.*S3711")).click()
    for rang, code in enumerate(PIECES, start=1):
        joindre(page.locator(f"#piece-{code}"), "Joindre")
        expect(page.get_by_text(re.compile(rf"Pièce n°\s{rang} jointe"))).to_be_visible()
    recharger_jusqu_a(page, "saine")
    lien(page, "Continuer").click()
    titre(page, "La personne est-elle informée ?")
    continuer(page)
    reference = transmettre(page)
    assert telecharger(page, "Télécharger le récépissé (PDF)").startswith(b"%PDF")
    assert reference in pile.boite.attendre(SANS_SCRIPT.courriel, reference, depuis)
