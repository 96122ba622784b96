"""Every route × every role: generated from the URL map; a route without a rule fails (HAB-17, acces.md)."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests.access import (
    regles_comptes_acces,
    regles_comptes_sessions,
    regles_conventions,
    regles_conventions_animation,
    regles_conventions_assistance,
    regles_conventions_calendrier,
    regles_conventions_comites,
    regles_conventions_droits,
    regles_conventions_fiches,
    regles_conventions_fin,
    regles_conventions_organismes,
    regles_conventions_pdf,
    regles_conventions_termes,
    regles_habilitations,
    regles_habilitations_demandes,
    regles_habilitations_droits,
    regles_habilitations_fins,
    regles_habilitations_incidents,
    regles_habilitations_revues,
    regles_plateforme,
    regles_signalements,
)
from tests.access.monde import Monde, creer_monde
from tests.access.regle import ROLES, Regle
from tests.conftest import ClientDuPortail

REGLES: dict[str, Regle] = {
    **regles_plateforme.REGLES,
    **regles_conventions.REGLES,
    **regles_conventions_animation.REGLES,
    **regles_conventions_assistance.REGLES,
    **regles_conventions_calendrier.REGLES,
    **regles_conventions_droits.REGLES,
    **regles_conventions_fiches.REGLES,
    **regles_conventions_fin.REGLES,
    **regles_conventions_organismes.REGLES,
    **regles_conventions_comites.REGLES,
    **regles_conventions_pdf.REGLES,
    **regles_conventions_termes.REGLES,
    **regles_comptes_acces.REGLES,
    **regles_comptes_sessions.REGLES,
    **regles_habilitations.REGLES,
    **regles_habilitations_demandes.REGLES,
    **regles_habilitations_droits.REGLES,
    **regles_habilitations_fins.REGLES,
    **regles_habilitations_incidents.REGLES,
    **regles_habilitations_revues.REGLES,
    **regles_signalements.REGLES,
}
PREFIXE_ADMINISTRATION = "admin"
PAGE_INCONNUE = "/cette-page-n-existe-pas/"
CONNEXION = "/connexion/"
HTTP_AILLEURS, HTTP_INTERDIT, HTTP_INCONNU = 302, 403, 404
# Answers of a page that lets somebody through: itself, what comes next, a refused form.
OUVERTES = {200, HTTP_AILLEURS, 400}
VERS_LA_CONNEXION = {"mfa_authenticate", "connexion_administration", "account_logout", "account_inactive"}
# What differs from one answer to the next: the token of forms, the seconds left to the session.
NUIT = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|data-(?:inactivite|totale)="\d+"')


def routes(patrons: list[URLPattern | URLResolver], espace: str = "") -> Iterator[str]:
    """Walk the URL map; Django admin has its own test below."""
    for patron in patrons:
        if isinstance(patron, URLResolver):
            if patron.namespace == PREFIXE_ADMINISTRATION:
                continue
            yield from routes(patron.url_patterns, patron.namespace or espace)
        else:
            yield f"{espace}:{patron.name}" if espace else str(patron.name)


TOUTES = sorted(set(routes(get_resolver().url_patterns)))


@pytest.mark.exigence("HAB-17")
def test_each_route_has_a_rule_and_each_rule_a_route() -> None:
    assert set(TOUTES) - set(REGLES) == set(), "routes without a rule"
    assert set(REGLES) - set(TOUTES) == set(), "rules without a route"


@pytest.fixture(scope="module")
def monde_commun(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Monde]:
    """The world, made once by the owner for all the routes, its files in a folder of its own."""
    stockages: dict[str, Any] = copy.deepcopy(settings.STORAGES)
    stockages["pieces"]["OPTIONS"]["location"] = str(tmp_path_factory.mktemp("pieces"))
    with django_db_blocker.unblock(), override_settings(STORAGES=stockages), transaction.atomic():
        yield creer_monde()
        transaction.set_rollback(True)


@pytest.fixture
def monde(monde_commun: Monde, db: None) -> Monde:
    """The world as it was made: what a test does to it is undone with the test's own transaction."""
    return monde_commun


@pytest.fixture(scope="module")
def pages_inconnues() -> dict[str, bytes]:
    """What an unknown page answers to each role, asked for once."""
    return {}


def _adresse(nom: str, regle: Regle, monde: Monde) -> str:
    parametres = dict(regle.cles)
    if regle.objet:
        objet = monde.objets[regle.objet]
        if regle.objet == "piece_demande":
            parametres |= {"cle": str(objet.demande.cle), "numero": str(objet.numero)}
        elif regle.objet == "message":
            parametres |= {"cle": str(objet.demande.cle), "numero": str(objet.pk)}
        else:
            parametres["cle"] = str(objet.cle)
    return reverse(nom, kwargs=parametres)


def _navigateur(role: str, monde: Monde) -> ClientDuPortail:
    navigateur = ClientDuPortail(raise_request_exception=True)
    if role != "anonyme":
        navigateur.force_login(
            monde.comptes[role], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    return navigateur


def _corps(contenu: bytes) -> bytes:
    return NUIT.sub(b"", contenu)


def _ecart(nom: str, role: str, monde: Monde, inconnues: dict[str, bytes]) -> str | None:
    """Send the request and say what is wrong with the answer, if anything is."""
    regle = REGLES[nom]
    navigateur = _navigateur(role, monde)
    appel = navigateur.post if regle.methode == "POST" else navigateur.get
    reponse = appel(_adresse(nom, regle, monde))
    if reponse.streaming:
        # Read to its end, the file closes itself.
        b"".join(reponse)
    vers_connexion = reponse.status_code == HTTP_AILLEURS and reponse["Location"].startswith(CONNEXION)
    if role == "anonyme" and not regle.public:
        conforme = vers_connexion or (regle.cachee and reponse.status_code == HTTP_INCONNU)
    elif role == "anonyme" or role in regle.roles:
        admises = OUVERTES | ({HTTP_INTERDIT, HTTP_INCONNU} if regle.selon_son_etat else set())
        conforme = reponse.status_code in admises and (not vers_connexion or nom in VERS_LA_CONNEXION)
    else:
        if role not in inconnues:
            inconnues[role] = _corps(navigateur.get(PAGE_INCONNUE).content)
        conforme = reponse.status_code == HTTP_INCONNU and _corps(reponse.content) == inconnues[role]
    return None if conforme else f"{role}: {reponse.status_code} {reponse.get('Location', '')}"


@pytest.mark.exigence("HAB-17", "HAB-01", "HAB-16")
@pytest.mark.parametrize("nom", TOUTES)
def test_a_route_answers_its_roles_and_nobody_else(
    nom: str, monde: Monde, pages_inconnues: dict[str, bytes]
) -> None:
    ecarts = []
    for role in ROLES:
        # What one role changes (a sign-out, a switch) is undone before the next one asks.
        with transaction.atomic():
            ecarts.append(_ecart(nom, role, monde, pages_inconnues))
            transaction.set_rollback(True)
    assert [ecart for ecart in ecarts if ecart] == []


@pytest.mark.exigence("HAB-16", "SEC-01")
@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrateur"])
def test_django_admin_is_closed_to_all_but_admins(role: str, monde: Monde) -> None:
    reponse = _navigateur(role, monde).get(reverse("admin:index"))
    assert (reponse.status_code, reponse["Location"].split("?")[0]) == (302, reverse("admin:login")) or (
        reponse["Location"].startswith(reverse("account_login"))
    )


@pytest.mark.exigence("HAB-16")
def test_no_demande_is_in_django_admin(monde: Monde) -> None:
    page = _navigateur("administrateur", monde).get(reverse("admin:index"))
    assert page.status_code == 200
    # The motifs are reference data of the nation (DEM-01); nothing that a partenaire wrote is there.
    assert set(re.findall(r"/signalements/(\w+)/", page.content.decode())) == {"motif"}
