"""Attesting by the one-time link or on paper: once, dated, by nobody else (CONV-13)."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.urls import reverse

from conventions.models import AttestationDestruction, Caisse, Convention
from conventions.services.attestations import (
    Temoignage,
    attestation_du_lien,
    attester,
    consigner_attestation_papier,
    empreinte,
)
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.isolation.portee import portee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.settings.env import ROLES_BASE, env
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, mettre_fin
from tests.factories.habilitations import acteur_pour, creer_agent

SECRET = "un-secret-tire-au-sort"
MAINTENANT = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Paris"))
TEMOIGNAGE = Temoignage("Claire Essai", "Directrice", date(2026, 11, 20))
FORMULAIRE = {"nom": "Claire Essai", "qualite": "Directrice", "detruites_le": "2026-11-20", "certifie": "on"}
ATTESTER = reverse("conventions:attester")
MERCI = reverse("conventions:attestation_enregistree")
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture(autouse=True)
def jour() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(MAINTENANT, tick=True) as voyage:
        yield voyage


def demander(caisse: Caisse, secret: str = SECRET, nom: str = "CCAS de Valmont") -> AttestationDestruction:
    """Make a convention that has ended, and the attestation asked for it."""
    convention = creer_convention(caisse, creer_partenaire(nom))
    mettre_fin(convention, date(2026, 10, 31))
    return AttestationDestruction.objects.create(
        convention=convention,
        partie=convention.parties.get(partenaire__isnull=False),
        demandee_le=MAINTENANT,
        empreinte_du_lien=empreinte(secret),
    )


@pytest.fixture
def attestation(db: None) -> AttestationDestruction:
    return demander(creer_caisse())


def suivre(client: ClientDuPortail, secret: str = SECRET) -> Any:
    return client.get(reverse("conventions:suivre_attestation", args=[secret]), follow=True)


@pytest.mark.exigence("CONV-13")
def test_le_lien_mene_au_formulaire_puis_l_attestation_est_gardee(
    client: ClientDuPortail, attestation: AttestationDestruction
) -> None:
    page = suivre(client)
    assert page.redirect_chain == [(ATTESTER, 302)], "le secret quitte l’adresse"
    assert "CCAS de Valmont" in page.content.decode()
    assert "annexe sur la protection des données, § 7" in page.content.decode()
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    assert client.post(ATTESTER, FORMULAIRE)["Location"] == MERCI
    attestation.refresh_from_db()
    assert (attestation.nom, attestation.qualite) == ("Claire Essai", "Directrice")
    assert attestation.detruites_le == date(2026, 11, 20)
    assert attestation.auteur_id is None
    entree = Evenement.objects.get(action="conventions.attester")
    assert entree.details == {"detruites_le": "2026-11-20", "papier": False}
    assert entree.partenaire_id == attestation.partie.partenaire_id
    assert "enregistrée" in client.get(MERCI).content.decode()


@pytest.mark.exigence("CONV-13", "SEC-01")
def test_un_lien_inconnu_et_un_lien_servi_ont_la_meme_reponse(
    client: ClientDuPortail, attestation: AttestationDestruction
) -> None:
    inconnu = suivre(client, "jamais-envoye").content
    suivre(client)
    client.post(ATTESTER, FORMULAIRE)
    assert suivre(client).content == inconnu
    assert client.post(ATTESTER, {**FORMULAIRE, "nom": "Autre"}).content == inconnu
    assert ClientDuPortail().get(ATTESTER).content == inconnu
    assert b"Valmont" not in inconnu
    attestation.refresh_from_db()
    assert attestation.nom == "Claire Essai"


@pytest.mark.exigence("CONV-13")
@pytest.mark.parametrize(
    ("champ", "valeur", "mots"),
    [
        ("certifie", "", "Cochez la case pour attester."),
        ("detruites_le", "2026-11-24", "ne peut pas être à venir"),
        ("nom", "", "champ-errone"),
        ("qualite", "1 85 05 69 001 001 55", "ne s’écrit pas ici"),
    ],
)
def test_ce_qui_manque_est_dit_et_rien_n_est_perdu(
    client: ClientDuPortail, attestation: AttestationDestruction, champ: str, valeur: str, mots: str
) -> None:
    suivre(client)
    page = client.post(ATTESTER, {**FORMULAIRE, champ: valeur})
    assert page.status_code == 200
    contenu = page.content.decode()
    assert mots in contenu
    if champ != "nom":
        assert 'value="Claire Essai"' in contenu
    attestation.refresh_from_db()
    assert attestation.attestee_le is None


@pytest.mark.exigence("CONV-13")
def test_les_donnees_detruites_avant_la_fin_ou_le_jour_meme(
    client: ClientDuPortail, attestation: AttestationDestruction
) -> None:
    suivre(client)
    assert client.post(ATTESTER, {**FORMULAIRE, "detruites_le": "2026-11-23"})["Location"] == MERCI
    demander(creer_caisse(), "autre")
    suivre(client, "autre")
    assert client.post(ATTESTER, {**FORMULAIRE, "detruites_le": "2026-09-01"})["Location"] == MERCI


@pytest.mark.exigence("CONV-13", "HAB-17")
def test_le_lien_n_ouvre_que_sa_ligne(attestation: AttestationDestruction, comme_web: Any) -> None:
    demander(creer_caisse(), "autre", "CCAS de Bourg")
    with comme_web(None), transaction.atomic():
        assert AttestationDestruction.objects.count() == 0
        assert attestation_du_lien(SECRET).pk == attestation.pk
        assert list(AttestationDestruction.objects.all()) == [attestation]


@pytest.mark.exigence("SEC-01")
def test_trop_de_liens_essayes_attendent(client: ClientDuPortail, db: None) -> None:
    adresse = reverse("conventions:suivre_attestation", args=["essai"])
    # Two requests each: the link, then the form that it leads to.
    codes = [client.get(adresse, follow=True).status_code for _ in range(16)]
    assert codes == [200] * 15 + [429]


@pytest.mark.exigence("CONV-13")
def test_la_caisse_enregistre_un_papier(attestation: AttestationDestruction, connecter: Connecter) -> None:
    agent = creer_agent("gestionnaire_conventions")
    navigateur = connecter(agent)
    adresse = reverse("conventions:consigner_attestation", args=[attestation.cle])
    assert "CCAS de Valmont" in navigateur.get(adresse).content.decode()
    suite = navigateur.post(adresse, FORMULAIRE, follow=True)
    assert "attestation de CCAS de Valmont est enregistrée" in suite.content.decode()
    attestation.refresh_from_db()
    assert attestation.auteur_id == agent.pk
    assert Evenement.objects.get(action="conventions.attester").details["papier"] is True
    assert navigateur.get(adresse).status_code == 302, "une seule fois"
    assert "Ce lien ne fonctionne plus" in suivre(ClientDuPortail()).content.decode()


@pytest.mark.exigence("CONV-13", "HAB-17")
def test_qui_peut_enregistrer_un_papier(attestation: AttestationDestruction, comme_web: Any) -> None:
    agents = [creer_agent("instructeur"), creer_agent("gestionnaire_conventions", caisse=creer_caisse("011"))]
    for agent in agents:
        acteur = acteur_pour(agent)
        with pytest.raises(HorsPortee), comme_web(acteur):
            consigner_attestation_papier(acteur=acteur, cle=attestation.cle, temoignage=TEMOIGNAGE)
    acteur = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(acteur):
        consigner_attestation_papier(acteur=acteur, cle=attestation.cle, temoignage=TEMOIGNAGE)
        with pytest.raises(RegleMetierRefusee) as refus:
            consigner_attestation_papier(acteur=acteur, cle=attestation.cle, temoignage=TEMOIGNAGE)
    assert refus.value.code == "deja_attestee"


@pytest.mark.exigence("CONV-13")
def test_la_liste_dit_qui_a_atteste_et_qui_non(
    attestation: AttestationDestruction, connecter: Connecter, monkeypatch: pytest.MonkeyPatch
) -> None:
    caisse = creer_caisse()
    for rang in range(3):
        demander(caisse, f"secret-{rang}", f"CCAS {rang}")
    demander(creer_caisse("011"), "ailleurs", "CCAS d’ailleurs")
    attestation.attestee_le, attestation.nom = MAINTENANT, "Claire Essai"
    attestation.detruites_le = date(2026, 11, 20)
    attestation.save()
    navigateur = connecter(creer_agent("instructeur"))
    monkeypatch.setattr("conventions.views.attestations.PAR_PAGE", 2)
    liste = reverse("conventions:lister_attestations")

    def noms(**parametres: str) -> tuple[list[str], str]:
        page = navigateur.get(liste, parametres).context["page"]
        return [ligne.partie.libelle for ligne in page.lignes], page.suivant

    premiere, suivant = noms(manquantes="1")
    assert premiere == ["CCAS 0", "CCAS 1"]
    assert noms(manquantes="1", curseur=suivant) == (["CCAS 2"], "")
    toutes, suivant = noms()
    assert toutes == ["CCAS 2", "CCAS 1"]
    assert noms(curseur=suivant) == (["CCAS 0", "CCAS de Valmont"], "")
    assert noms(curseur="n’importe-quoi")[0] == toutes
    assert "Enregistrer un papier" not in navigateur.get(liste).content.decode()


def attester_comme_le_web(depart: threading.Barrier) -> str:
    compte = env.db_url(ROLES_BASE["web"])
    acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
    connection.settings_dict = {**connection.settings_dict, **acces}
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT current_user")
            assert curseur.fetchone() == ("portail_web",)
        depart.wait(timeout=30)
        with portee(None):
            attester(secret=SECRET, temoignage=TEMOIGNAGE)
    except RegleMetierRefusee as refus:
        return refus.code
    else:
        return "attestee"
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("CONV-13", "SEC-02")
def test_un_double_clic_n_atteste_qu_une_fois() -> None:
    demander(creer_caisse())
    depart = threading.Barrier(4)
    with ThreadPoolExecutor(4) as fils:
        issues = sorted(fils.map(lambda _: attester_comme_le_web(depart), range(4)))
    assert issues == ["attestee", *["lien_invalide"] * 3]
    assert Evenement.objects.filter(action="conventions.attester").count() == 1
    assert Convention.objects.get().attestations.get().nom == "Claire Essai"


@pytest.mark.django_db
@pytest.mark.exigence("CONV-13", "ORG-01")
@pytest.mark.parametrize(
    ("fuseau", "instant", "le_jour", "possible"),
    [
        # Past midnight at La Réunion, the evening before in Paris; the contrary in Guadeloupe.
        ("Indian/Reunion", "2026-11-23T21:30:00+00:00", date(2026, 11, 24), True),
        ("America/Guadeloupe", "2026-11-24T00:30:00+00:00", date(2026, 11, 24), False),
        ("America/Guadeloupe", "2026-11-24T00:30:00+00:00", date(2026, 11, 23), True),
    ],
)
def test_le_jour_de_la_destruction_se_lit_ou_est_la_caisse(
    client: ClientDuPortail,
    jour: time_machine.Traveller,
    fuseau: str,
    instant: str,
    le_jour: date,
    *,
    possible: bool,
) -> None:
    attestation = demander(creer_caisse("974", fuseau=fuseau))
    jour.move_to(instant)
    suivre(client)
    reponse = client.post(ATTESTER, {**FORMULAIRE, "detruites_le": le_jour.isoformat()})
    attestation.refresh_from_db()
    assert (attestation.detruites_le == le_jour) is possible
    assert ("ne peut pas être à venir" in reponse.content.decode()) is not possible
