"""What a technicien and an agent do with the demandes that are no signalement."""

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, FilePayload, Locator, Page, StorageState, expect
from pypdf import PdfReader, PdfWriter

from conventions.rules.calendrier import METROPOLE, jours_feries
from tests.factories.comptes import MOT_DE_PASSE
from tests.parcours.conftest import ouvrir
from tests.parcours.etapes_signalement import continuer
from tests.parcours.gestes import bouton, connecter, lien, menu, recharger_jusqu_a, verifier
from tests.parcours.pile import Pile

REFERENCE: Final = re.compile(r"20\d\d-691-[A-Z2-9]{6}")
TELEPHONE: Final = "06 98 76 54 32"
NAISSANCE: Final = "1979-11-23"
C2S: Final = "Complémentaire santé solidaire sans participation"
PIECES: Final = ("s3711", "avis_impot")
ATTENTE_MS: Final = 15_000
ENTRE: Final = {
    "etude": ("Commencer une étude de dossier", "Quel dossier faut-il étudier ?"),
    "rendez_vous": ("Demander un rendez-vous", "De quoi parler au rendez-vous ?"),
    "document": ("Demander un document", "Quel document vous faut-il ?"),
    "contact": ("Écrire à la caisse", "Sur quoi porte votre question ?"),
}


@dataclass(frozen=True)
class Structure:
    """A partner that one story has for itself, and the technicienne who tells it.

    Attributes:
        nom: of the structure.
        domaine: its mail domain.
        identifiant: of the technicienne, « t-… ».
        prenom: hers; her name is Roche.
        personne: name of the person accompanied, in this story only.
    """

    nom: str
    domaine: str
    identifiant: str
    prenom: str
    personne: str

    @property
    def courriel(self) -> str:
        """Address of the technicienne."""
        return f"{self.prenom}.roche@{self.domaine}".lower()

    def ouvrir(self, pile: Pile, comment: str = "ouvrir_un_ccas") -> None:
        """Make the structure and its account."""
        personne = (self.identifiant, self.prenom, "Roche")
        pile.preparer(
            f"from tests.parcours.avant_l_histoire import {comment}; "
            f"{comment}({self.nom!r}, {self.domaine!r}, {personne!r})"
        )

    def entrer(self, chromium: Browser, pile: Pile, *, javascript: bool = True) -> Page:
        """Open the browser of the technicienne."""
        page = ouvrir(chromium, pile, javascript=javascript).new_page()
        connecter(page, self.identifiant, MOT_DE_PASSE)
        return page


def bureau(chromium: Browser, pile: Pile, session: StorageState) -> Page:
    """Open the browser of the agent."""
    page = ouvrir(chromium, pile, deja=session).new_page()
    page.goto("/")
    return page


def titre(page: Page, attendu: str | re.Pattern[str]) -> None:
    """Wait for a page by its title: links of one name may be on two pages."""
    expect(page.get_by_role("heading", level=1)).to_have_text(attendu, timeout=ATTENTE_MS)


def choisir(page: Page, service: str, motif: str) -> None:
    """Begin a draft and say why."""
    nom, question = ENTRE[service]
    menu(page, "Nouvelle demande").click()
    titre(page, "Nouvelle demande")
    bouton(page, nom).click()
    titre(page, question)
    page.get_by_label(motif).check()
    continuer(page)
    titre(page, "Qui est la personne ?")


def dire_qui(page: Page, nom: str) -> None:
    """Fill the person; each story has its own."""
    page.get_by_label("M.", exact=True).check()
    page.get_by_label("Nom", exact=True).fill(nom)
    page.get_by_label("Prénom", exact=True).fill("Ousmane")
    page.get_by_label("Date de naissance").fill(NAISSANCE)
    page.get_by_label("Département de résidence").select_option("69")
    page.get_by_label(re.compile("^Téléphone")).fill(TELEPHONE)
    continuer(page)


def certifier(page: Page) -> None:
    """Certify that the person was told, and agrees to the follow-up."""
    titre(page, "La personne est-elle informée ?")
    page.get_by_label("Je certifie avoir informé la personne").check()
    page.get_by_label("Je déclare que la personne relève du régime général").check()
    page.get_by_label("La personne accepte que la caisse vous dise").check()
    continuer(page)


def scan() -> bytes:
    """Make a PDF of one blank page."""
    ecrivain, tampon = PdfWriter(), io.BytesIO()
    ecrivain.add_blank_page(595, 842)
    ecrivain.write(tampon)
    return tampon.getvalue()


def joindre(carte: Locator, action: str) -> None:
    """Attach a file in its card."""
    fichier = FilePayload(name="piece.pdf", mimeType="application/pdf", buffer=scan())
    carte.locator("input[type=file]").set_input_files(fichier)
    carte.get_by_role("button", name=re.compile(f"^{action}")).click()


def transmettre(page: Page) -> str:
    """Send what was read again; return the reference."""
    titre(page, "Ce que verra la CPAM du Rhône")
    bouton(page, "Transmettre").click()
    titre(page, "Demande transmise")
    trouvee = REFERENCE.search(page.locator("main").inner_text())
    assert trouvee is not None
    return trouvee.group()


def suivre(page: Page) -> None:
    """From the receipt, open the page of the demande."""
    lien(page, "Voir la demande").click()
    expect(page.get_by_role("heading", name="Où en est le délai")).to_be_visible()


def trouver(agent: Page, reference: str) -> None:
    """As the agent: type the reference in the search of the list."""
    menu(agent, "Demandes").click()
    expect(agent.get_by_role("search")).to_be_visible()
    recherche = agent.get_by_role("search")
    recherche.get_by_role("textbox").or_(recherche.get_by_role("searchbox")).fill(reference)
    recherche.get_by_role("button").click()
    expect(agent.get_by_role("heading", level=1)).to_contain_text(reference)


def faire(agent: Page, acte: str, dit: str | re.Pattern[str]) -> None:
    """Press a button of the page, and wait for what it says."""
    bouton(agent, acte).click()
    expect(agent.get_by_text(dit).first).to_be_visible(timeout=ATTENTE_MS)


def terminer(agent: Page, mot: str = "") -> None:
    """Read again, then end; the answers are on the page already."""
    if mot:
        agent.locator("textarea[name=reponse]").fill(mot)
    bouton(agent, "Relire avant de terminer").click()
    titre(agent, re.compile("^Relire avant de terminer"))
    verifier(agent)
    faire(agent, "Terminer", "La demande est terminée")


def telecharger(page: Page, nom: str | re.Pattern[str]) -> bytes:
    """Click a download and return its bytes."""
    with page.expect_download() as attente:
        page.get_by_role("link", name=nom).first.click()
    return attente.value.path().read_bytes()


def texte_du_pdf(contenu: bytes) -> str:
    """Return the words of a PDF, on one line."""
    feuilles = PdfReader(io.BytesIO(contenu)).pages
    return " ".join(" ".join(feuille.extract_text() for feuille in feuilles).split())


def relire(page: Page) -> None:
    """Read the page again, as someone who comes back, and check it."""
    page.reload()
    verifier(page)


def prochain(jour_de_semaine: int) -> dt.date:
    """Return a working day of one of the next weeks: asked for on a holiday, a meeting must be confirmed.

    Args:
        jour_de_semaine: 0 is Monday.
    """
    jour = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=8)
    while jour.weekday() != jour_de_semaine or jour in jours_feries(METROPOLE, jour.year):
        jour += dt.timedelta(days=1)
    return jour


def sans_nom(pile: Pile, depuis: int, *interdits: str) -> list[str]:
    """Check that no mail sent since says who the person is; return their subjects."""
    for _, message in pile.boite.recus[depuis:]:
        brut = message.as_string()
        corps = message.get_body(("plain",))
        entier = f"{brut}\n{corps.get_content() if corps else ''}"
        for donnee in ("Ousmane", TELEPHONE, "23/11/1979", "23 novembre 1979", *interdits):
            assert donnee not in entier, message["Subject"]
    return [str(message["Subject"]) for _, message in pile.boite.recus[depuis:]]


def evenement_ics(contenu: bytes) -> dict[str, str]:
    """Read the one event of a calendar file, its folded lines put together."""
    lignes = contenu.decode().replace("\r\n ", "").split("\r\n")
    debut, fin = lignes.index("BEGIN:VEVENT"), lignes.index("END:VEVENT")
    paires = (ligne.partition(":") for ligne in lignes[debut + 1 : fin])
    return {nom.partition(";")[0]: valeur for nom, _, valeur in paires}


def joindre_les_pieces(page: Page) -> None:
    """Attach both documents of the motif, and wait for the antivirus."""
    titre(page, "Les pièces à joindre")
    for rang, code in enumerate(PIECES, start=1):
        joindre(page.locator(f"#piece-{code}"), "Joindre")
        expect(page.get_by_text(re.compile(rf"Pièce n°\s{rang} jointe"))).to_be_visible()
    recharger_jusqu_a(page, "toutes les pièces obligatoires sont jointes")
    for code in PIECES:
        expect(page.locator(f"#piece-{code}").get_by_text("saine")).to_be_visible(timeout=30_000)


def deposer_l_etude(page: Page, personne: str) -> str:
    """Fill each step of an étude and send it; return the reference."""
    choisir(page, "etude", C2S)
    verifier(page)
    dire_qui(page, personne)
    titre(page, "Que doit savoir la caisse pour l’étudier ?")
    verifier(page)
    page.get_by_label("Logement précaire").check()
    continuer(page)
    joindre_les_pieces(page)
    verifier(page)
    lien(page, "Continuer").click()
    certifier(page)
    verifier(page)
    reference = transmettre(page)
    verifier(page)
    return reference


def redemander_une_piece(agent: Page) -> None:
    """As the agent: read, refuse one with a reason, accept the other, ask for the first."""
    pieces = agent.locator("#pieces")
    assert telecharger(agent, re.compile("^Télécharger.*pièce n° 1")).startswith(b"%PDF")
    pieces.get_by_label("ou la refuser").first.select_option(label="Elle n’est pas signée")
    pieces.get_by_role("button", name=re.compile("^Refuser Formulaire")).click()
    expect(agent.get_by_text(re.compile(r"Pièce n°\s1 refusée"))).to_be_visible()
    pieces.get_by_role("button", name=re.compile("^Accepter Avis")).click()
    expect(agent.get_by_text(re.compile(r"Pièce n°\s2 acceptée"))).to_be_visible()
    lien(pieces, "Demander des pièces").click()
    titre(agent, "Demander des pièces")
    verifier(agent)
    agent.get_by_label("Précision pour le partenaire").first.fill("La signature manque en page 4.")
    faire(agent, "Envoyer la demande au partenaire", re.compile("Demande envoyée"))
    verifier(agent)


def repondre_a_la_caisse(page: Page) -> None:
    """As the partner: see what is missing and what answering today gives, then answer."""
    relire(page)
    expect(page.get_by_text(re.compile("^Si vous répondez aujourd’hui")).first).to_be_visible()
    expect(page.get_by_text("La signature manque en page 4.")).to_be_visible()
    lien(page, "Répondre à la caisse").click()
    titre(page, "Répondre à la caisse")
    # Only what was refused is asked for again.
    expect(page.locator("section[id^=demande-]")).to_have_count(1)
    joindre(page.locator("section[id^=demande-]"), "Joindre la pièce")
    recharger_jusqu_a(page, "saine")
    verifier(page)
    faire(page, "Envoyer mes réponses à la caisse", re.compile("Vos réponses sont envoyées"))


def accorder(agent: Page) -> None:
    """As the agent: accept the new piece, judge, study, grant."""
    agent.reload()
    agent.locator("#pieces").get_by_role("button", name=re.compile("^Accepter Formulaire")).click()
    expect(agent.get_by_text(re.compile(r"Pièce n°\s3 acceptée"))).to_be_visible()
    agent.get_by_label("Le dossier est complet").check()
    agent.get_by_label("La demande est recevable").check()
    faire(agent, "Enregistrer le jugement", re.compile("^Dossier complet et recevable"))
    faire(agent, "Instruire", re.compile("^Vous instruisez cette demande"))
    verifier(agent)
    aller_terminer(agent)
    agent.get_by_label("Accord", exact=True).check()
    terminer(agent, "La carte sera à jour dans un mois.")
    verifier(agent)


def aller_terminer(agent: Page) -> None:
    """Open the page of the end."""
    lien(agent.locator("main"), "Terminer").first.click()
    titre(agent, re.compile("^Terminer la demande"))
    verifier(agent)
