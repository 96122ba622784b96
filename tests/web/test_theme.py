"""The palette holds AA contrast in both themes, and pages carry nothing inline."""

import re
from pathlib import Path
from typing import Final

import pytest

RACINE: Final = Path(__file__).resolve().parents[2]
COUPLES: Final = [
    *[(etat, f"{etat}-fond") for etat in ("retard", "bientot", "fait", "neutre", "vous")],
    *[(texte, fond) for texte in ("encre", "encre-2", "lien", "retard") for fond in ("papier", "fond")],
    ("encre", "canard-50"),
    ("encre-2", "canard-50"),
    ("encre", "bientot-fond"),
    ("encre-2", "bientot-fond"),
    ("encre-2", "neutre-fond"),
    ("canard-700", "canard-100"),
    ("canard-700", "papier"),
    ("action-texte", "action"),
    ("action-texte", "action-vif"),
    ("barre-texte", "barre"),
    ("marque", "papier"),
]
SANS_TEXTE: Final = [
    ("trait-fort", "papier"),
    ("trait-fort", "fond"),
    ("focus", "fond"),
    ("focus", "papier"),
    ("action", "papier"),
    ("bientot-vif", "neutre-fond"),
]


def _palettes() -> dict[str, dict[str, str]]:
    css = (RACINE / "static/css/theme.css").read_text()
    claire, sombre = css.split("@media", 1)
    lire = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})")
    return {"claire": dict(lire.findall(claire)), "sombre": dict(lire.findall(sombre))}


def _luminance(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rouge, vert, bleu = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def contraste(une: str, autre: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    haute, basse = sorted((_luminance(une), _luminance(autre)), reverse=True)
    return (haute + 0.05) / (basse + 0.05)


@pytest.mark.exigence("UX-02", "UX-03")
@pytest.mark.parametrize("theme", ["claire", "sombre"])
@pytest.mark.parametrize(
    ("dessus", "dessous", "minimum"),
    [*((*couple, 4.5) for couple in COUPLES), *((*couple, 3.0) for couple in SANS_TEXTE)],
)
def test_contraste_aa(theme: str, dessus: str, dessous: str, minimum: float) -> None:
    palette = _palettes()[theme]
    assert contraste(palette[dessus], palette[dessous]) >= minimum


@pytest.mark.exigence("UX-03")
def test_le_contraste_se_mesure() -> None:
    assert contraste("#000000", "#ffffff") == pytest.approx(21)
    assert contraste("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.exigence("SEC-01", "UX-03")
def test_aucun_gabarit_de_page_ne_porte_de_style_ni_de_script_en_ligne() -> None:
    interdit = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    fautifs = [
        str(gabarit.relative_to(RACINE))
        for gabarit in (RACINE / "templates").rglob("*.html")
        # A mail travels with its own rules: no page of ours, no policy of ours.
        if gabarit.name != "base_courriel.html" and interdit.search(gabarit.read_text())
    ]
    assert fautifs == []


@pytest.mark.exigence("UX-03")
def test_aucune_feuille_ne_vient_d_ailleurs() -> None:
    feuilles = "".join(feuille.read_text() for feuille in (RACINE / "static").rglob("*.css"))
    assert "@import" not in feuilles
    assert not re.search(r"url\(\s*[\"']?(https?:)?//", feuilles)
    assert "dsfr" not in feuilles.lower()
