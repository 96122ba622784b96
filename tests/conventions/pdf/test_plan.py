"""Numbers and references of a text: computed, never typed (exigences § 10)."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from conventions.documents.plan import CleRepetee, Plan, RenvoiInconnu, rediger
from tests.conventions.pdf.outils import sans_balises

CHARGER = "{% load conventions_articles %}"
TEXTE = """
{% article "objet" "Objet" %}Voir l’{% renvoi "fin" %}.{% endarticle %}
{% if option %}{% article "option" "Option" %}.{% endarticle %}{% endif %}
{% article "vie" "Vie" %}
  {% article "duree effet" "Durée" %}Un an.{% endarticle %}
  {% article "fin" "Fin" %}{% article "lettre" "Lettre" %}Voir l’{% renvoi "sort" %} et l’{% renvoi "effet" %}.{% endarticle %}{% endarticle %}
{% endarticle %}
{% annexe "donnees" "Données" %}{% article "texte" "Texte" %}a{% endarticle %}{% article "sort" "Sort" %}b{% endarticle %}{% endannexe %}
{% annexe "contacts" "Contacts" %}{% article "premier" "Premier" %}c{% endarticle %}{% endannexe %}
"""


@pytest.fixture
def ecrire(settings: Settings, tmp_path: Path) -> "type[Ecrire]":
    """Templates of the test's own."""
    modele = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [{**modele, "DIRS": [*modele["DIRS"], tmp_path]}]
    Ecrire.dossier = tmp_path
    return Ecrire


class Ecrire:
    """Write a text and draw it."""

    dossier: Path

    @classmethod
    def texte(cls, corps: str, **contexte: object) -> tuple[str, Plan]:
        """Draw a text."""
        (cls.dossier / "essai.html").write_text(CHARGER + corps, encoding="utf-8")
        html, plan = rediger("essai.html", contexte)
        return sans_balises(html), plan


@pytest.mark.exigence("CONV-12")
def test_les_renvois_suivent_les_numeros(ecrire: type[Ecrire]) -> None:
    texte, plan = ecrire.texte(TEXTE)
    assert "Article 1 Objet Voir l’ article 2.2 ." in texte
    assert "2.2.1 Lettre Voir l’ annexe 1, § 2 et l’ article 2.1 ." in texte
    assert plan.annexes == [("1", "Données"), ("2", "Contacts")]
    assert {cle: mots.replace("\N{NO-BREAK SPACE}", " ") for cle, mots in plan.numeros.items()} == {
        "objet": "article 1",
        "vie": "article 2",
        "duree": "article 2.1",
        "effet": "article 2.1",
        "fin": "article 2.2",
        "lettre": "article 2.2.1",
        "donnees": "annexe 1",
        "texte": "annexe 1, § 1",
        "sort": "annexe 1, § 2",
        "contacts": "annexe 2",
        "premier": "annexe 2, § 1",
    }


@pytest.mark.exigence("CONV-12")
def test_une_clause_de_plus_deplace_tous_les_renvois(ecrire: type[Ecrire]) -> None:
    texte, _ = ecrire.texte(TEXTE, option=True)
    assert "Voir l’ article 3.2 ." in texte
    assert "l’ article 3.1 ." in texte


@pytest.mark.exigence("CONV-12")
def test_un_renvoi_qui_ne_mene_nulle_part_arrete_tout(ecrire: type[Ecrire]) -> None:
    with pytest.raises(RenvoiInconnu, match="absente"):
        ecrire.texte('{% article "a" "A" %}{% renvoi "absente" %}{% endarticle %}')


@pytest.mark.exigence("CONV-12")
def test_une_cle_portee_deux_fois_arrete_tout(ecrire: type[Ecrire]) -> None:
    with pytest.raises(CleRepetee, match="deux"):
        ecrire.texte('{% article "deux" "A" %}{% endarticle %}{% article "un deux" "B" %}{% endarticle %}')


@pytest.mark.exigence("CONV-12", "UX-02")
def test_les_titres_se_suivent_sans_saut_de_niveau(ecrire: type[Ecrire]) -> None:
    (ecrire.dossier / "niveaux.html").write_text(
        CHARGER + '{% titre "Un" %}{% article "a" "A" %}{% article "b" "B" %}{% endarticle %}{% endarticle %}'
        '{% titre "Deux" %}{% article "c" "C" %}{% endarticle %}',
        encoding="utf-8",
    )
    html, plan = rediger("niveaux.html", {})
    assert '<h3 id="a">' in html
    assert '<h4 id="b">' in html
    assert "Titre II" in html
    assert plan.numeros["c"].endswith("2"), "les articles continuent d’un titre à l’autre"
