"""An outage: the page of other ways, without any session; and without the database itself."""

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.template.loader import render_to_string
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conventions.models import Caisse
from espace_partenaires.isolation import middleware
from espace_partenaires.web.blocs import SECOURS, BlocDePage, enregistrer_bloc_de_page
from tests.conftest import ClientDuPortail
from tests.conventions.assistance.conftest import Connecter
from tests.factories.conventions import creer_caisse
from tests.factories.signalements import creer_brouillon, creer_scene

pytestmark = pytest.mark.django_db

VOIES = ["urgence partenaire", "service social"]


def texte(html: str) -> str:
    """Return the words of a page, its spaces as one reads them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html).replace("&nbsp;", " "))


@pytest.mark.exigence("ORG-07")
def test_les_voies_nationales_sont_un_reglage() -> None:
    assert [voie["mots"] for voie in settings.VOIES_TELEPHONIQUES] == VOIES
    assert {voie["numero"] for voie in settings.VOIES_TELEPHONIQUES} == {"36 46"}


@pytest.mark.exigence("ORG-07")
def test_sans_compte_on_lit_l_autre_voie_de_chaque_service(client: ClientDuPortail, caisse: Caisse) -> None:
    caisse.canaux.create(
        service="signalement",
        telephone="04 00 00 00 09",
        courriel="panne@rhone.example",
        consigne="De 9 h à 16 h.",
    )
    caisse.interlocuteurs.create(volet="support", nom="Camille Essai", courriel="s@rhone.example")
    sans_choix = texte(client.get(reverse("web:secours")).content.decode())
    assert all(f"puis dites « {mots} »" in sans_choix for mots in VOIES)
    assert "04 00 00 00 09" not in sans_choix
    page = texte(client.get(reverse("web:secours"), {"departement": "69"}).content.decode())
    for mot in (
        caisse.libelle,
        "04 00 00 00 09",
        "De 9 h à 16 h.",
        "panne@rhone.example",
        "aucune donnée d’un assuré",
    ):
        assert mot in page
    assert "Camille Essai" not in page, "un visiteur ne lit pas le nom des interlocuteurs"
    assert page.count("pas d’autre voie annoncée") == 4


@pytest.mark.exigence("ORG-01", "ORG-07")
def test_un_departement_a_deux_caisses_les_montre_toutes_deux(client: ClientDuPortail, db: None) -> None:
    for code, nom in (("591", "CPAM Lille d’essai"), ("594", "CPAM du Hainaut d’essai")):
        creer_caisse(code, departements=("59",), libelle=nom)
    page = texte(client.get(reverse("web:secours"), {"departement": "59"}).content.decode())
    assert "Plusieurs caisses servent ce département (Nord)" in page
    assert "CPAM Lille d’essai" in page
    assert "CPAM du Hainaut d’essai" in page
    assert page.count("La caisse n’a pas encore annoncé d’autre voie") == 2


@pytest.mark.exigence("ORG-07")
@pytest.mark.parametrize("code", ["zz", "\x00", "69' OR 1=1", ""])
def test_un_departement_inconnu_ne_casse_rien(code: str, client: ClientDuPortail, caisse: Caisse) -> None:
    reponse = client.get(reverse("web:secours"), {"departement": code})
    assert reponse.status_code == 200
    assert caisse.libelle not in reponse.content.decode()


@pytest.mark.exigence("ORG-07")
def test_sans_base_le_portail_dit_encore_ou_appeler(
    client: ClientDuPortail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def base_partie(_acteur: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(middleware, "poser_portee", base_partie)
    client.raise_request_exception = False
    reponse = client.get(reverse("web:secours"))
    page = texte(reponse.content.decode())
    assert (reponse.status_code, reponse["Retry-After"]) == (503, "120")
    assert "Le portail est indisponible pour le moment" in page
    assert all(f"puis dites « {mots} »" in page for mots in VOIES)
    assert "connection refused" not in page


@pytest.mark.exigence("ORG-07")
def test_une_autre_panne_reste_une_panne(client: ClientDuPortail, monkeypatch: pytest.MonkeyPatch) -> None:
    def en_panne(_acteur: object) -> None:
        raise ValueError("essai")

    monkeypatch.setattr(middleware, "poser_portee", en_panne)
    client.raise_request_exception = False
    reponse = client.get(reverse("web:secours"))
    assert reponse.status_code == 500
    assert "urgence partenaire" in reponse.content.decode()


@pytest.mark.exigence("ORG-07")
def test_la_page_d_indisponibilite_ne_lit_rien(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        html = render_to_string("503.html")
    assert len(re.findall("<h1>", html)) == 1
    assert reverse("web:secours") in html


@pytest.mark.exigence("ORG-07")
def test_la_saisie_d_un_signalement_rappelle_les_voies_urgentes(connecter: Connecter) -> None:
    scene = creer_scene()
    adresse = reverse("signalements:remplir_etape", args=[creer_brouillon(scene).cle, "situation"])
    page = texte(connecter(scene.compte_technicien).get(adresse).content.decode())
    assert "Des soins imminents ?" in page
    assert "puis dites « urgence partenaire »" in page


@pytest.mark.exigence("ORG-07")
def test_deux_blocs_ne_se_disputent_pas_une_cle() -> None:
    autre = BlocDePage(SECOURS, "services", "autre.html", 0, lambda _requete: None)
    with pytest.raises(ValueError, match="services"):
        enregistrer_bloc_de_page(autre)
