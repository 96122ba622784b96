"""What the tests of the documents share: rows ready to be printed, the text of a PDF."""

import re
from datetime import date
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from conventions.models import Caisse, Convention, Partenaire
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, creer_utilisation

LE = date(2026, 11, 22)
MODELES_LOCAUX = ("locale-ccas", "locale-association", "locale-caf", "locale-cpts")
TOUS_LES_MODELES = (*MODELES_LOCAUX, "cadre-nationale", "utilisation")


def texte_du(contenu: bytes) -> str:
    """Return the text of a PDF, each run of blanks as one space."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(contenu)).pages)
    return a_plat(" ".join(pages))


def pages_du(contenu: bytes) -> list[str]:
    """Return the text of each page."""
    return [a_plat(page.extract_text()) for page in PdfReader(BytesIO(contenu)).pages]


def a_plat(texte: str) -> str:
    """Write every run of blanks, no-break ones included, as one space."""
    return re.sub(r"\s+", " ", texte)


def sans_balises(html: str) -> str:
    """Return the words of an HTML text."""
    return a_plat(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " "))


def racine(contenu: bytes) -> DictionaryObject:
    """Return the root of a PDF."""
    return PdfReader(BytesIO(contenu)).root_object


def dans(objet: DictionaryObject, nom: str) -> DictionaryObject:
    """Return a dictionary within another."""
    trouve = objet[nom].get_object()
    assert isinstance(trouve, DictionaryObject)
    return trouve


def lue(convention: Convention) -> Convention:
    """Return the row as the views hand it over."""
    lignes = Convention.objects.avec_vigueur(LE).select_related("modele", "parente", "cadre")
    return lignes.get(pk=convention.pk)


def la_caisse() -> Caisse:
    """Make the CPAM with what a document prints of it."""
    caisse = creer_caisse()
    Caisse.objects.filter(pk=caisse.pk).update(
        adresse="276 cours Émile-Zola\n69100 Villeurbanne",
        directeur="Hélène Marchand",
        courriel_dpo="dpo@caisse.example",
    )
    caisse.refresh_from_db()
    return caisse


def le_ccas() -> Partenaire:
    """Make a CCAS with what a document prints of it."""
    return creer_partenaire(
        "CCAS de Valmont",
        commune="Valmont",
        adresse="1 place de la Mairie\n69000 Valmont",
        nom_dpo="Claude Petit",
    )


def creer(modele: str, signee_le: date | None = date(2026, 1, 5), effectif: int = 18) -> Convention:
    """Make a convention of a modèle, ready to be printed."""
    caisse, ccas = la_caisse(), le_ccas()
    if modele != "utilisation":
        return lue(creer_convention(caisse, ccas, modele=modele, signee_le=signee_le))
    metier = creer_convention(caisse, ccas)
    return lue(creer_utilisation(caisse, ccas, parente=metier, effectif=effectif, signee_le=signee_le))
