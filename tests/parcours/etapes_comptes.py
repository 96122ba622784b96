"""What a caisse and a gestionnaire do to open accounts (steps 1 and 2 of the story)."""

from playwright.sync_api import Page, expect

from tests.parcours.gestes import bouton, lien, menu, verifier

PARTENAIRE = "CCAS de Valmont"


def remplir_identite(page: Page, prenom: str, nom: str, courriel: str) -> None:
    """Fill who the account is for."""
    page.get_by_label("Mme", exact=True).check()
    page.get_by_label("Nom", exact=True).fill(nom)
    page.get_by_label("Prénom").fill(prenom)
    page.get_by_label("Fonction").fill("travailleuse sociale")
    page.get_by_label("Courriel professionnel").fill(courriel)
    page.get_by_label("Téléphone professionnel").fill("04 72 00 00 00")


def habiliter_gestionnaire(page: Page, courriel: str) -> None:
    """As the caisse's agent, habilitate a gestionnaire of the partner."""
    menu(page, "Partenaires").click()
    verifier(page)
    lien(page, PARTENAIRE).first.click()
    verifier(page)
    lien(page, "Habiliter un gestionnaire").first.click()
    verifier(page)
    remplir_identite(page, "Léa", "Fontaine", courriel)
    bouton(page, "Habiliter et envoyer l’invitation").click()
    expect(page.get_by_text("Léa Fontaine").first).to_be_visible()


def creer_technicien(page: Page, courriel: str) -> None:
    """As a gestionnaire, create a technicien and certify what must be."""
    menu(page, "Comptes").click()
    verifier(page)
    lien(page, "Créer un technicien").first.click()
    verifier(page)
    remplir_identite(page, "Inès", "Morel", courriel)
    for case in (
        page.get_by_role("group", name="Je certifie que cette personne").get_by_role("checkbox").all()
    ):
        case.check()
    bouton(page, "Créer le compte et envoyer l’invitation").click()
    expect(page.get_by_text("Inès Morel").first).to_be_visible()
