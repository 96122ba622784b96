"""Bases of mails and PDFs, and the page that confirms an act."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Engine, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from weasyprint import CSS, HTML

LIEN = "https://portail.example/demandes/2026-691-K4T8QX/?de=courriel&n=1"


def rendre(source: str, **contexte: object) -> str:
    """Render a template written in the test."""
    return str(engines["django"].from_string(source).render(contexte))


@pytest.mark.exigence("UX-01")
def test_un_gabarit_se_compile_une_fois_et_non_a_chaque_page() -> None:
    moteur = Engine.get_default()
    assert moteur.get_template("base.html") is moteur.get_template("base.html")


@pytest.mark.exigence("UX-01", "RGPD-02")
def test_un_courriel_dit_le_texte_puis_un_seul_bouton() -> None:
    html = rendre(
        '{% extends "base_courriel.html" %}{% block contenu %}<h1>Une réponse</h1>{% endblock %}', lien=LIEN
    )
    assert html.index("Une réponse") < html.index('class="bouton"')
    assert html.count("<a ") == 1
    assert "&amp;n=1" in html
    assert "Ouvrir le portail" in html


@pytest.mark.exigence("UX-01", "RGPD-02")
def test_le_courriel_en_texte_garde_l_adresse_et_les_apostrophes_telles_quelles() -> None:
    texte = rendre(
        '{% extends "base_courriel.txt" %}{% block contenu %}{{ phrase }}{% endblock %}',
        lien=LIEN,
        phrase="L'avis d'imposition & la suite",
        action="Lire la réponse",
    )
    assert texte.lstrip().startswith("L'avis d'imposition & la suite")
    assert f"Lire la réponse :\n{LIEN}\n" in texte


@pytest.mark.exigence("UX-01")
def test_un_pdf_porte_son_titre_et_sort_de_la_meme_main() -> None:
    html = rendre(
        '{% extends "base_pdf.html" %}{% block titre %}Reçu 2026-691-K4T8QX{% endblock %}'
        "{% block feuilles %}{% endblock %}{% block contenu %}<p>Transmise.</p>{% endblock %}"
    )
    assert html.count("Reçu 2026-691-K4T8QX") == 2
    feuille = finders.find("css/pdf.css")
    assert isinstance(feuille, str)
    document = HTML(string=html).render(stylesheets=[CSS(string=Path(feuille).read_text())])
    assert len(document.pages) == 1
    assert document.metadata.title == "Reçu 2026-691-K4T8QX"
    assert document.metadata.lang == "fr"


@pytest.mark.exigence("UX-01")
def test_une_confirmation_dit_ce_qui_va_se_passer_et_comment_renoncer() -> None:
    html = render_to_string(
        "components/page_confirmation.html",
        {
            "titre": "Inactiver le compte t-0491-cmarin",
            "consequences": ["La personne ne pourra plus se connecter."],
            "action": "Inactiver le compte",
            "annuler": "/comptes/",
        },
        RequestFactory().get("/"),
    )
    assert html.index("La personne ne pourra plus se connecter.") < html.index('method="post"')
    assert re.search(r'class="bouton bouton-danger" type="submit">Inactiver le compte<', html)
    assert re.search(r'href="/comptes/">Ne rien changer<', html)
