"""The shared pages: home, legal pages, errors, health, catalogue."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Final

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web import navigation, sondes
from espace_partenaires.web.navigation import BlocAccueil
from espace_partenaires.web.views.accueil import AccueilView
from espace_partenaires.web.views.catalogue import catalogue
from tests.factories.comptes import creer_compte

PAGES: Final = [
    "accessibilite",
    "mentions_legales",
    "donnees_personnelles",
    "plan_du_site",
    "aide",
    "securite",
]
ERREURS: Final = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]
TECHNICIEN: Final = Acteur(1, "technicien", frozenset({"technicien"}), structure="CCAS de Valmont")

pytestmark = pytest.mark.django_db


def pied(html: str) -> list[tuple[str, str]]:
    """Return the links of the footer: address and words."""
    bas = html[html.index('<footer class="pied">') :]
    return [(lien, unescape(mots)) for lien, mots in re.findall(r'<a href="([^"]+)">([^<]+)</a>', bas)]


class Requete(WSGIRequest):
    """A request as the middleware leaves it."""

    acteur: Acteur | None


def requete_de(acteur: Acteur | None, chemin: str = "/") -> Requete:
    """Make the request of an actor."""
    requete = Requete(RequestFactory().get(chemin).environ)
    requete.user = (
        Utilisateur(pk=1, prenom="Awa", nom="Diallo", civilite="mme") if acteur else AnonymousUser()
    )
    requete.acteur = acteur
    return requete


def accueil_de(acteur: Acteur) -> str:
    """Return the home page of an actor."""
    vue = AccueilView()
    return vue.get(requete_de(acteur)).content.decode()


@pytest.mark.exigence("UX-04")
@pytest.mark.parametrize("page", ["accueil", *PAGES])
def test_chaque_page_mene_a_toutes_les_pages_obligatoires(client: Client, page: str) -> None:
    reponse = client.get(reverse(f"web:{page}"))
    liens = pied(reponse.content.decode())
    assert [mots for _, mots in liens] == [
        "Accessibilité : non conforme",
        "Mentions légales",
        "Conditions générales d’utilisation",
        "Données personnelles",
        "Plan du site",
        "Aide",
        "Sécurité",
    ]
    assert {reverse(f"web:{autre}") for autre in PAGES} < {lien for lien, _ in liens}


@pytest.mark.exigence("UX-04")
@pytest.mark.parametrize("page", PAGES)
def test_les_pages_obligatoires_sont_ouvertes_a_tous(client: Client, page: str) -> None:
    html = client.get(reverse(f"web:{page}")).content.decode()
    titres = re.findall(r"<h1>\s*(.*?)\s*</h1>", html, re.DOTALL)
    assert len(titres) == 1
    onglet = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert onglet
    assert onglet.group(1) == f"{titres[0]} · Espace Partenaires"
    assert '<html lang="fr">' in html


@pytest.mark.exigence("UX-04")
def test_l_accueil_dit_non_conforme_dans_la_page_elle_meme(client: Client) -> None:
    html = client.get(reverse("web:accueil")).content.decode()
    principal = html[html.index("<main") : html.index("</main>")]
    assert "Accessibilité : non conforme" in principal
    assert reverse("account_login") in principal


@pytest.mark.exigence("UX-04")
@pytest.mark.parametrize("gabarit", ERREURS)
def test_une_page_d_erreur_se_dessine_sans_rien_savoir(gabarit: str) -> None:
    """Django renders some of them with no request and no context at all."""
    html = render_to_string(gabarit)
    assert len(pied(html)) == 7
    assert len(re.findall("<h1>", html)) == 1
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.exigence("HAB-17")
def test_toutes_les_pages_introuvables_ont_le_meme_corps(client: Client) -> None:
    inconnue = client.get("/nulle-part/4/")
    autre = client.get("/nulle-part/4711/?q=<b>")
    fermee = client.get(reverse("web:catalogue"))
    assert inconnue.status_code == autre.status_code == fermee.status_code == 404
    assert inconnue.content == autre.content == fermee.content
    assert "nulle-part" not in inconnue.content.decode()


@pytest.mark.exigence("HAB-17")
def test_une_page_introuvable_ne_nomme_pas_qui_la_demande() -> None:
    anonyme = render_to_string("404.html", request=requete_de(None))
    connecte = render_to_string("404.html", request=requete_de(TECHNICIEN))
    assert anonyme == connecte
    assert "Diallo" not in connecte


@pytest.mark.exigence("UX-03")
def test_le_catalogue_montre_tout_aux_administrateurs_seulement() -> None:
    administrateur = requete_de(Acteur(1, "administrateur", frozenset({"administrateur"})))
    html = catalogue(administrateur).content.decode()
    assert "<h1>Catalogue des composants</h1>" in re.sub(r">\s+|\s+<", lambda m: m.group().strip(), html)
    for classe in ("etat-retard", "etat-vous", "carte-vous", "siege-reserve", "ruban-futur", "temps-bientot"):
        assert classe in html
    for composant in ("bulle-note", "piece", "pagination-curseur", "vide", "resume-erreurs", "etapes"):
        assert f'class="{composant}' in html or f" {composant}" in html


@pytest.mark.exigence("UX-06")
def test_l_accueil_met_ce_qui_attend_avant_ce_qui_court(monkeypatch: pytest.MonkeyPatch) -> None:
    def bloc(cle: str, ordre: int, visible: Callable[[Acteur], bool]) -> BlocAccueil:
        def contexte(_acteur: Acteur, maintenant: datetime) -> dict[str, object]:
            assert maintenant <= timezone.now()
            return {"titre": f"Bloc {cle}", "texte": "", "href": "", "action": ""}

        return BlocAccueil(cle, "components/vide.html", ordre, visible, contexte)

    blocs = [
        bloc("encours", 100, lambda _a: True),
        bloc("attente", 10, lambda _a: True),
        bloc("agents", 0, lambda a: a.profil == "agent"),
    ]
    monkeypatch.setattr(navigation, "_blocs", {b.cle: b for b in blocs})
    html = accueil_de(TECHNICIEN)
    assert html.index("Bloc attente") < html.index("Bloc encours")
    assert "Bloc agents" not in html
    assert "Bonjour Awa" in html
    assert 'aria-current="page"' in html


@pytest.mark.exigence("UX-06")
def test_un_accueil_sans_rien_le_dit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_blocs", {})
    html = accueil_de(TECHNICIEN)
    assert "Rien ne vous attend pour le moment" in html


@pytest.mark.exigence("SEC-01")
def test_on_se_deconnecte_par_un_bouton_et_jamais_par_un_lien() -> None:
    creer_compte(pk=TECHNICIEN.utilisateur_id)
    html = accueil_de(TECHNICIEN)
    deconnexion = reverse("account_logout")
    assert re.search(rf'<form method="post" action="{deconnexion}"><input type="hidden" name="csrf', html)
    assert f'href="{deconnexion}"' not in html


@pytest.mark.exigence("UX-04", "SEC-01")
def test_security_txt_est_lisible_par_une_machine(client: Client) -> None:
    reponse = client.get("/.well-known/security.txt")
    champs = dict(ligne.split(": ", 1) for ligne in reponse.content.decode().splitlines())
    reste = datetime.fromisoformat(champs["Expires"]) - timezone.now()
    assert reponse.headers["Content-Type"].startswith("text/plain")
    assert 30 < reste.days < 365
    assert champs["Contact"].endswith(reverse("web:securite"))


@pytest.mark.exigence("SEC-01")
def test_les_pages_ne_restent_dans_aucun_cache_et_ferment_les_portes_du_navigateur(client: Client) -> None:
    entetes = client.get(reverse("web:aide")).headers
    assert entetes["Cache-Control"] == "no-store"
    assert "camera=()" in entetes["Permissions-Policy"]
    assert "unsafe" not in entetes["Content-Security-Policy"]


@pytest.mark.exigence("DOC-02")
def test_pret_malgre_redis_et_antivirus_absents(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.REDIS_URL", "unix:///nulle/part.sock", raising=False)
    monkeypatch.setattr("django.conf.settings.CLAMD_URL", "unix:///nulle/part.sock", raising=False)
    reponse = client.get("/sante/pret")
    assert (reponse.status_code, reponse.json()) == (200, {"etat": "degrade"})


@pytest.mark.exigence("DOC-02")
def test_pret_quand_tout_repond(client: Client) -> None:
    assert client.get("/sante/pret").json() == {"etat": "pret"}
    assert client.get("/sante/").json() == {"etat": "vivant"}


@pytest.mark.exigence("DOC-02")
def test_pas_pret_sans_base(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sondes, "base_repond", lambda: False)
    reponse = client.get("/sante/pret")
    assert (reponse.status_code, reponse.json()) == (503, {"etat": "indisponible"})
