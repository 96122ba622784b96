"""Templates: nothing inline (the policy of the browser refuses it), nothing forgotten."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from espace_partenaires.notifications.registre import messages
from tests.architecture.maison import ETAGES, GABARITS, gabarits, textes_du_code

EN_LIGNE = {
    "script en ligne": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "style en ligne": re.compile(r"<style\b", re.IGNORECASE),
    "attribut style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "attribut on…": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "adresse javascript": re.compile(r"javascript:", re.IGNORECASE),
}
# A mail has no stylesheet at an address of its own: its rules travel in it, and no page of ours shows it.
STYLE_PERMIS = {"base_courriel.html"}
# Names that Django, and allauth for too many attempts, look for by themselves.
PAR_CONVENTION = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
INCLUSION = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")


def _nom(gabarit: Path) -> str:
    return str(gabarit.relative_to(GABARITS))


@pytest.mark.parametrize("gabarit", gabarits(), ids=_nom)
def test_rien_en_ligne(gabarit: Path) -> None:
    texte = gabarit.read_text(encoding="utf-8")
    trouves = {faute for faute, motif in EN_LIGNE.items() if motif.search(texte)}
    if _nom(gabarit) in STYLE_PERMIS:
        trouves.discard("style en ligne")
    assert trouves == set()


@pytest.mark.parametrize(
    "html", ["<a onclick='x'>", "<p style=x>", "<script>x</script>", '<a href="javascript:x">']
)
def test_la_recherche_voit_les_fautes(html: str) -> None:
    assert any(motif.search(html) for motif in EN_LIGNE.values())


def _d_une_bibliotheque(nom: str) -> bool:
    """Tell whether a template takes the place of a library's own."""
    return any(
        (Path(config.path) / "templates" / nom).exists()
        for config in apps.get_app_configs()
        if config.name.partition(".")[0] not in ETAGES
    )


def test_aucun_gabarit_oublie() -> None:
    textes = textes_du_code()
    fins = tuple(
        texte for texte in textes if texte.startswith("/") and texte.endswith(".html")
    )  # f"{dossier}/x.html"
    debuts = tuple(
        texte for texte in textes if texte.endswith("/") and (GABARITS / texte).is_dir()
    )  # f"conventions/pdf/{gabarit}"
    utilises = PAR_CONVENTION | textes
    utilises |= {f"{message.gabarit}.{fin}" for message in messages() for fin in ("txt", "html")}
    utilises |= {
        nom for gabarit in gabarits() for nom in INCLUSION.findall(gabarit.read_text(encoding="utf-8"))
    }
    utilises |= {debut + texte for debut in debuts for texte in textes if texte.endswith(".html")}
    oublies = [nom for nom in map(_nom, gabarits()) if nom not in utilises and not nom.endswith(fins)]
    assert [nom for nom in oublies if not _d_une_bibliotheque(nom)] == []


def test_les_gabarits_demandes_existent() -> None:
    chemins = re.compile(r"(?:[a-z_]+/)+[a-z_]+\.(?:html|txt)")
    demandes = {texte for texte in textes_du_code() if chemins.fullmatch(texte)}
    absents = {nom for nom in demandes if not (GABARITS / nom).exists() and not _d_une_bibliotheque(nom)}
    assert absents == set()
