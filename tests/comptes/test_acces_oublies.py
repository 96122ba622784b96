"""Getting back in: a page that tells nothing, an answer by mail, two accounts that live well together (HAB-01)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import cast
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes import tasks
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.comptes.enums import NatureOubli, Profil
from espace_partenaires.comptes.models import AccesOublie, Invitation, Utilisateur
from espace_partenaires.comptes.services import acces_oublies
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, creer_compte, donner_second_facteur
from tests.factories.habilitations import (
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
    creer_technicien,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-06", "SEC-01")]
CommeTaches = Callable[[], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
IDENTIFIANT, MOT_DE_PASSE_OUBLIE = "comptes:identifiant_oublie", "comptes:mot_de_passe_oublie"
NOUVEAU = "le chemin longe la rivière"
JETON = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture(autouse=True)
def _cache_vide() -> None:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()


def _demander(navigateur: ClientDuPortail, route: str, saisie: str) -> HttpResponse:
    return cast("HttpResponse", navigateur.post(reverse(route), {"saisie": saisie}))


def _repondre(nature: NatureOubli, saisie: str, comme_taches: CommeTaches) -> None:
    oubli = AccesOublie.objects.create(nature=nature, saisie=saisie, demande_le=timezone.now())
    with comme_taches():
        tasks.repondre_aux_oublis(oubli_id=str(oubli.pk))
    assert not AccesOublie.objects.filter(pk=oubli.pk).exists()


def _lien(courriel: Courriel) -> str:
    trouve = re.search(r"https?://[^/]+(/activer/\S+)", courriel.texte)
    assert trouve is not None
    return trouve.group(1)


@pytest.mark.parametrize(
    ("route", "connue", "inconnue"),
    [
        (IDENTIFIANT, "awa@valmont.example", "nul@valmont.example"),
        (MOT_DE_PASSE_OUBLIE, "t-1-connu", "t-1-nul"),
    ],
)
def test_known_unknown_and_closed_cannot_be_told_apart(route: str, connue: str, inconnue: str) -> None:
    creer_compte(identifiant="t-1-connu", courriel="awa@valmont.example")
    creer_compte(identifiant="t-1-ferme", courriel="ferme@valmont.example", is_active=False)
    fermee = "ferme@valmont.example" if "@" in connue else "t-1-ferme"
    vus = []
    for saisie in ("rien@rien.example" if "@" in connue else "t-0-rien", connue, inconnue, fermee):
        navigateur = ClientDuPortail()
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            reponse = _demander(navigateur, route, saisie)
        suite = JETON.sub("", navigateur.get(reponse["Location"]).content.decode())
        vus.append((reponse.status_code, reponse["Location"], len(requetes), suite))
    # The first one only warms what every request shares.
    assert vus[1] == vus[2] == vus[3]
    assert not any("comptes_utilisateur" in requete["sql"] for requete in requetes)
    assert AccesOublie.objects.count() == 4
    assert not Courriel.objects.exists()


@pytest.mark.exigence("HAB-01")
def test_one_mail_names_each_open_account_of_the_address(comme_taches: CommeTaches) -> None:
    partenaire = creer_partenaire_lie()
    gestionnaire = creer_gestionnaire(partenaire, courriel="Nadia@valmont.example")
    technicien = creer_technicien(partenaire, courriel="nadia@valmont.example")
    invite = creer_habilitation(
        partenaire, etat=EtatHabilitation.INVITEE, compte={"courriel": "nadia@valmont.example"}
    ).utilisateur
    autre = creer_technicien(partenaire)
    _repondre(NatureOubli.IDENTIFIANT, "NADIA@valmont.example", comme_taches)
    courriel = Courriel.objects.get()
    for compte, mot in ((gestionnaire, "gestionnaire"), (technicien, "technicien")):
        assert f"{compte.identifiant}\xa0: {mot}, {partenaire.libelle}" in courriel.texte
        assert compte.identifiant in courriel.html
    assert invite.identifiant not in courriel.texte
    assert autre.identifiant not in courriel.texte
    assert courriel.destinataire == gestionnaire


def test_an_address_without_an_open_account_gets_nothing(comme_taches: CommeTaches) -> None:
    creer_compte(courriel="invitee@valmont.example", is_active=False, password=None)
    _repondre(NatureOubli.IDENTIFIANT, "invitee@valmont.example", comme_taches)
    _repondre(NatureOubli.IDENTIFIANT, "personne@valmont.example", comme_taches)
    assert not Courriel.objects.exists()


@pytest.mark.parametrize("profil", [Profil.TECHNICIEN, Profil.AGENT, Profil.ADMINISTRATEUR])
def test_a_forgotten_password_is_replaced_by_the_link(
    profil: Profil, comme_taches: CommeTaches, client: ClientDuPortail
) -> None:
    compte = creer_technicien() if profil == Profil.TECHNICIEN else creer_compte(profil=profil)
    _repondre(NatureOubli.MOT_DE_PASSE, compte.identifiant, comme_taches)
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.urgent) == (compte, True)
    client.get(_lien(courriel))
    client.post(reverse("comptes:activer"), {"mot_de_passe": NOUVEAU, "confirmation": NOUVEAU})
    assert authenticate(username=compte.identifiant, password=NOUVEAU) == compte
    assert authenticate(username=compte.identifiant, password=MOT_DE_PASSE) is None


@pytest.mark.exigence("HAB-07")
def test_the_second_factor_is_still_asked_after_the_link(
    comme_taches: CommeTaches, client: ClientDuPortail
) -> None:
    compte = creer_technicien()
    donner_second_facteur(compte)
    _repondre(NatureOubli.MOT_DE_PASSE, compte.identifiant, comme_taches)
    client.get(_lien(Courriel.objects.get()))
    client.post(reverse("comptes:activer"), {"mot_de_passe": NOUVEAU, "confirmation": NOUVEAU})
    assert client.get("/mon-compte/")["Location"].startswith(reverse("account_login"))
    page = client.post(reverse("account_login"), {"login": compte.identifiant, "password": NOUVEAU})
    assert page["Location"] == reverse("mfa_authenticate")


@pytest.mark.exigence("HAB-05")
@pytest.mark.parametrize(("minutes", "vaut"), [(59, True), (60, False), (61, False)])
def test_the_link_lives_one_hour(
    minutes: int, vaut: bool, comme_taches: CommeTaches, client: ClientDuPortail
) -> None:
    compte = creer_compte()
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as temps:
        _repondre(NatureOubli.MOT_DE_PASSE, compte.identifiant, comme_taches)
        temps.shift(timedelta(minutes=minutes))
        client.get(_lien(Courriel.objects.get()))
        page = client.get(reverse("comptes:activer")).content.decode()
    assert ("Ce que votre mot de passe doit respecter" in page) is vaut
    assert ("une heure pour un mot de passe oublié" in page) is not vaut


@pytest.mark.parametrize(
    "champs", [{"is_active": False}, {"is_active": False, "password": None}, {"password": None}]
)
def test_an_account_closed_or_never_opened_gets_no_link(
    champs: dict[str, object], comme_taches: CommeTaches
) -> None:
    compte = creer_compte(**champs)
    _repondre(NatureOubli.MOT_DE_PASSE, compte.identifiant, comme_taches)
    assert not Courriel.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("secondes", "mails"), [(299, 1), (300, 2)])
def test_one_link_in_five_minutes(secondes: int, mails: int, comme_taches: CommeTaches) -> None:
    compte = creer_compte()
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as temps:
        _repondre(NatureOubli.MOT_DE_PASSE, compte.identifiant, comme_taches)
        temps.shift(timedelta(seconds=secondes))
        _repondre(NatureOubli.MOT_DE_PASSE, compte.identifiant, comme_taches)
    assert Courriel.objects.count() == mails
    assert Invitation.objects.filter(annulee_le=None).count() == 1


def test_a_link_a_manager_has_just_sent_is_not_killed(comme_taches: CommeTaches) -> None:
    compte = creer_compte()
    invitation, _ = inviter(acteur=ACTEUR_SYSTEME, utilisateur=compte)
    _repondre(NatureOubli.MOT_DE_PASSE, compte.identifiant, comme_taches)
    invitation.refresh_from_db()
    assert invitation.annulee_le is None


@pytest.mark.parametrize("redis", ["présent", "absent"])
@pytest.mark.parametrize(
    ("route", "saisie"), [(IDENTIFIANT, "a{}@b.example"), (MOT_DE_PASSE_OUBLIE, "t-1-x{}")]
)
def test_the_limits_hold_with_or_without_redis(
    redis: str, route: str, saisie: str, client: ClientDuPortail
) -> None:
    if redis == "absent":
        CacheAvecRepli._muet_jusqu_a = float("inf")
        cache.clear()
    statuts = [_demander(client, route, saisie.format(1)).status_code for _ in range(5)]
    assert statuts == [302] * 4 + [429]
    statuts = [_demander(client, route, saisie.format(numero)).status_code for numero in range(2, 28)]
    assert statuts == [302] * 25 + [429], "thirty tries in an hour from one address, the refused one included"
    refus = _demander(client, route, saisie.format(30))
    assert "recommencez dans une heure" in refus.content.decode()
    assert AccesOublie.objects.count() == 29
    CacheAvecRepli._muet_jusqu_a = 0.0


@pytest.mark.parametrize(
    ("route", "saisie", "phrase"),
    [
        (IDENTIFIANT, "pas une adresse", "Écrivez une adresse complète"),
        (IDENTIFIANT, "", "Remplissez ce champ"),
        (MOT_DE_PASSE_OUBLIE, "awa@valmont.example", "C’est une adresse"),
        (MOT_DE_PASSE_OUBLIE, "2 55 08 14 168 025 38", "N’écrivez jamais ici"),
        (MOT_DE_PASSE_OUBLIE, "x" * 61, "60"),
    ],
)
def test_what_is_badly_typed_is_said_in_words(
    route: str, saisie: str, phrase: str, client: ClientDuPortail
) -> None:
    page = _demander(client, route, saisie)
    assert phrase in page.content.decode()
    assert not AccesOublie.objects.exists()


def test_the_web_cannot_read_what_was_typed(client: ClientDuPortail) -> None:
    _demander(client, IDENTIFIANT, "awa@valmont.example")
    with connection.cursor() as curseur:
        curseur.execute("SET ROLE portail_web")
        lus = AccesOublie.objects.count()
        curseur.execute("RESET ROLE")
    assert (lus, AccesOublie.objects.count()) == (0, 1)


def test_a_lost_wake_up_is_sent_again_and_an_old_question_forgotten(
    comme_taches: CommeTaches, monkeypatch: pytest.MonkeyPatch
) -> None:
    reveils: list[str] = []
    monkeypatch.setattr(acces_oublies, "reveiller", lambda nom, oubli_id: reveils.append(f"{nom} {oubli_id}"))
    maintenant = timezone.now()
    ages = {"neuf": timedelta(seconds=29), "perdu": timedelta(seconds=30), "vieux": timedelta(days=1)}
    rangs = {
        nom: AccesOublie.objects.create(
            nature=NatureOubli.MOT_DE_PASSE, saisie=nom, demande_le=maintenant - age
        )
        for nom, age in ages.items()
    }
    with comme_taches():
        assert acces_oublies.reprendre(maintenant=maintenant) == 1
    assert reveils == [f"comptes.repondre_aux_oublis {rangs['perdu'].pk}"]
    assert sorted(AccesOublie.objects.values_list("saisie", flat=True)) == ["neuf", "perdu"]


def test_a_question_is_answered_once(comme_taches: CommeTaches) -> None:
    with comme_taches():
        assert acces_oublies.repondre(oubli_id=uuid4()) is False
    assert not Courriel.objects.exists()


@pytest.mark.exigence("HAB-01")
def test_the_profile_leads_to_the_other_account_without_telling_the_address(connecter: Connecter) -> None:
    ici = creer_compte(identifiant="g-9-roche", profil=Profil.GESTIONNAIRE, courriel="n@valmont.example")
    autre = creer_compte(identifiant="t-9-roche", courriel="N@valmont.example")
    navigateur = connecter(ici)
    page = navigateur.get("/mon-compte/").content.decode()
    assert "t-9-roche" in page
    suite = navigateur.post(reverse("comptes:changer_de_compte"), {"cle": str(autre.cle)})
    assert suite["Location"] == reverse("account_login")
    connexion = navigateur.get(suite["Location"]).content.decode()
    assert 'value="t-9-roche"' in connexion
    assert navigateur.get("/mon-compte/")["Location"].startswith(reverse("account_login"))
    assert "t-9-roche" not in navigateur.get(reverse("account_login")).content.decode()


@pytest.mark.exigence("HAB-01", "HAB-17")
@pytest.mark.parametrize(
    "champs", [{"nom": "Perrin"}, {"courriel": "autre@valmont.example"}, {"is_active": False}]
)
def test_the_account_of_somebody_else_is_not_offered(champs: dict[str, object], connecter: Connecter) -> None:
    ici = creer_compte(courriel="accueil@valmont.example")
    autre = creer_compte(**{"courriel": "accueil@valmont.example", **champs})
    navigateur = connecter(ici)
    assert autre.identifiant not in navigateur.get("/mon-compte/").content.decode()
    assert navigateur.post(reverse("comptes:changer_de_compte"), {"cle": str(autre.cle)}).status_code == 404
    assert ici.identifiant in navigateur.get("/mon-compte/").content.decode()


@pytest.mark.exigence("HAB-01")
def test_the_sign_in_page_helps_and_keeps_the_identifier(client: ClientDuPortail) -> None:
    page = client.post(reverse("account_login"), {"login": "t-9-roche", "password": "faux"}).content.decode()
    assert 'value="t-9-roche"' in page
    for attendu in (reverse(IDENTIFIANT), reverse(MOT_DE_PASSE_OUBLIE), "g-…", "t-…"):
        assert attendu in page
